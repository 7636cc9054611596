import { fcosTargets } from '../../stdlib/assign/fcos.ts'
import { foreground } from '../../stdlib/boxes/mask.ts'
import type { Batch } from '../../stdlib/data/batches.ts'
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
export const feedsOf = (e: Experiment): ((batch: Batch) => Feeds) => {
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
