import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { feedLayout, feedsOf } from '../../graphs/experiment/feeds.ts'
import { imagesFeed } from '../../graphs/experiment/names.ts'
import { batchAt, type Loading } from '../../stdlib/data/batches.ts'
import { batchesHere } from '../../stdlib/data/loading/in-thread.ts'
import { batchesFromThreads } from '../../stdlib/data/loading/pool.ts'
import type { Batches, Prepare } from '../../stdlib/data/loading/prepare.ts'
import { sharedCache } from '../../stdlib/data/loading/shared-cache.ts'
import type { Source } from '../../stdlib/data/source.ts'
import type { Job } from '../job.ts'
import { inputSize, normalisationOf } from './input.ts'
import type { Start } from './loading-start.ts'
import type { Splits } from './sources.ts'
import { cacheBytes } from './stored.ts'

const loadingOf = (e: Experiment, seed: number): Loading => ({
  seed,
  batch: e.training.batch,
  sampling: e.training.sampling,
  augment: e.input.augment === undefined ? null : { ...e.input.augment, fit: e.input.resize },
  flips: e.input.flips,
  normalise: normalisationOf(e),
  size: inputSize(e),
})

/** Writes what a training step is fed, but for the learning rate: pictures, and what depends on their boxes alone. */
export const prepareOf = (e: Experiment, seed: number, source: Source): Prepare => {
  const at = batchAt(source, loadingOf(e, seed))
  const feeds = feedsOf(e)
  return (step, into) => {
    const images = into[imagesFeed]
    if (!(images instanceof Float32Array)) throw new Error('internal: a batch without images')
    return pipe(
      at(step, images),
      TE.map((batch) => {
        Object.entries(feeds(batch)).forEach(([name, values]) => {
          if (name !== imagesFeed) into[name]?.set(values)
        })
        return { ids: batch.ids, lost: batch.lost }
      }),
    )
  }
}

/**
 * What the training steps of a job are fed, from a step on: prepared in this thread, or by as many workers as the job says, with the same numbers. Workers
 * are given what the pictures are made of, and keep pictures in memory that they share.
 */
export const batchesOf = (
  e: Experiment,
  { seed, workers = 0 }: Pick<Job, 'seed' | 'workers'>,
  { train, stored }: Pick<Splits, 'train' | 'stored'>,
): ((first: number) => Batches) => {
  const layout = feedLayout(e)
  if (workers === 0) return batchesHere(layout, prepareOf(e, seed, train))
  const data: Start = { experiment: e, seed, stored, cache: sharedCache(train.length, cacheBytes) }
  return batchesFromThreads({ main: new URL('loading-thread.ts', import.meta.url), data, layout, workers })
}
