import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Event } from '../../../cli/events.ts'
import { assess } from '../../../cli/training/assess.ts'
import { openDetector } from '../../../cli/training/detector-session.ts'
import { flatten } from '../../../dsl/core/procedure.ts'
import { printGraph } from '../../../dsl/core/print.ts'
import { trainingOf } from '../../../graphs/experiment/build.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { nothing } from '../../../stdlib/data/samples.ts'
import type { Item, Source } from '../../../stdlib/data/source.ts'
import { keptByProcedure } from '../../../stdlib/nn/leaves.ts'
import { witness, witnessed } from './witness.ts'

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}

/** Without what the clock and the folder decide. */
const untimed = (event: Event): unknown => ({ ...event, imagesPerSecond: 0, secondsLeft: 0, waiting: 0, file: '' })

/** Objects of 3, 7 and 14 pixels in a picture that was halved, each found, and first of all one that is not there. */
const boxes: readonly Box[] = [3, 7, 14].map((side) => [side, side, 2 * side, 2 * side])
const item: Item = {
  id: 1,
  width: 64,
  height: 64,
  picture: { width: 32, height: 32, data: new Uint8Array(32 * 32 * 3) },
  truth: { boxes, labels: [0, 0, 0] },
  ignored: nothing,
}
const source: Source = { classes: [], length: 1, sample: () => TE.right(item) }
const absent: Box = [20, 2, 26, 8]
const found = [absent, ...boxes].map((box, i) => ({ box, score: 1 - i / 10, label: 0 }))

/** What an experiment decides, each part by what comes of it. */
export const aspects = {
  /** The graph of a training step, and how its parameters start. */
  step: (e: Experiment): unknown => {
    const step = trainingOf(e)
    return [printGraph(flatten(step)), keptByProcedure(step)]
  },
  /** What the training step and then the detector are fed. */
  fed: async (e: Experiment): Promise<unknown> => (await witnessed(e)).fed,
  /** What a run reports. */
  told: async (e: Experiment): Promise<unknown> => (await witnessed(e)).events.map(untimed),
  /** What is found by a head that says something about every point. */
  found: async (e: Experiment): Promise<unknown> => right(await right(await openDetector(e, witness().target, {}, 1)()).detect([item])()),
  /** The metrics of a detector that finds what is there, and more. */
  measured: async (e: Experiment): Promise<unknown> =>
    right(await assess(e, source, { batch: 1, detect: () => TE.right([found]), close: () => undefined })()),
} as const

export type Aspect = keyof typeof aspects
