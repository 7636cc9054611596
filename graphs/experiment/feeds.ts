import { fcosTargets } from '../../stdlib/assign/fcos.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import { foreground } from '../../stdlib/boxes/mask.ts'
import type { Batch } from '../../stdlib/data/batches.ts'
import type { Layout } from '../../stdlib/data/loading/layout.ts'
import { nothing } from '../../stdlib/data/samples.ts'
import { fcosFeeds } from '../detectors/fcos.ts'
import { maskFeed } from '../set/set.ts'
import { assignmentOf } from './assignment.ts'
import { imagesFeed } from './names.ts'
import type { Experiment } from './codec.ts'

/** Values to feed, by the name of an input. */
export type Feeds = Readonly<Record<string, Float32Array | Int32Array>>

const joined = (parts: readonly ArrayLike<number>[]): Float32Array => {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

/**
 * What a training step is fed: images, and what depends on the ground truth alone, so that no step waits for it: the targets of
 * every point, and the foreground masks where the method asks for them.
 */
export const feedsOf = (e: Experiment): ((batch: Pick<Batch, 'images' | 'truths' | keyof Extent>) => Feeds) => {
  const { levels, match } = assignmentOf(e)
  const masks = e.method === null || e.method.smoothing === null ? null : e.method.mask
  return (batch) => {
    const targets = batch.truths.map((truth) => fcosTargets(match(truth.boxes), truth, levels))
    return {
      [imagesFeed]: batch.images,
      [fcosFeeds.labels]: Int32Array.from(joined(targets.map((t) => t.classes))),
      [fcosFeeds.sides]: joined(targets.map((t) => t.sides)),
      [fcosFeeds.centerness]: joined(targets.map((t) => t.centerness)),
      [fcosFeeds.positive]: joined(targets.map((t) => t.positive)),
      ...(masks === null
        ? {}
        : Object.fromEntries(
            levels.map((g) => [maskFeed(masks, g.level), joined(batch.truths.map(({ boxes }) => foreground(masks, batch, g)(boxes)))]),
          )),
    }
  }
}

/** The arrays that a training step is fed, but for the learning rate, and how long each is. */
export const feedLayout = (e: Experiment): Layout => {
  const { size } = e.input
  const truths = Array.from({ length: e.training.batch }, () => nothing)
  const empty = feedsOf(e)({ width: size, height: size, images: new Float32Array(), truths })
  return Object.entries(empty).map(([name, values]) => ({
    name,
    dtype: values instanceof Int32Array ? 'int32' : 'float32',
    length: name === imagesFeed ? e.training.batch * size * size * 3 : values.length,
  }))
}
