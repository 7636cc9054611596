import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { addCoverage, type Coverage, coverageOf, noCoverage } from '../../stdlib/assign/coverage.ts'
import { random } from '../../stdlib/data/random.ts'
import { progress, type ProgressWorld } from '../detection/progress.ts'
import type { Learner } from './learner.ts'
import type { Truths } from './truths.ts'

/** Separates the streams that share a seed. */
const SAMPLE = 22

/** So many of the indices below `length`, by chance but always the same, in order; all of them where none or more are asked for. */
export const sampled = (length: number, count: number | undefined): readonly number[] => {
  const all = Array.from({ length }, (_, i) => i)
  return count === undefined || count >= length
    ? all
    : random(0, SAMPLE)
        .shuffle(all)
        .slice(0, count)
        .toSorted((a, b) => a - b)
}

/** Coverage of these images of a data set, one after the other. */
export const counted =
  (world: ProgressWorld) =>
  (learner: Learner, truths: Truths, indices: readonly number[]): TE.TaskEither<Issue, Coverage> =>
  async () => {
    const { tell, clear } = progress(world, indices.length)
    let sum = noCoverage(learner.levels.length)
    for (const [done, index] of indices.entries()) {
      const truth = await truths.at(index)()
      if (E.isLeft(truth)) return truth
      const { canvas, image, boxes, sized } = truth.right
      sum = addCoverage(sum, coverageOf(boxes, learner.assign(canvas, image)(boxes), sized))
      // Signals come in only between turns of the event loop.
      if (done % 32 === 31) await new Promise(setImmediate)
      tell(done + 1)
    }
    clear()
    return E.right(sum)
  }
