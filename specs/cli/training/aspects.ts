import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Event } from '../../../cli/events.ts'
import { assess } from '../../../cli/training/assess.ts'
import { foundByTiles } from '../../../cli/detection/tiles.ts'
import type { DetectorSession } from '../../../cli/training/detector.ts'
import { openDetector } from '../../../cli/training/detector-session.ts'
import { splitsOf } from '../../../cli/training/sources.ts'
import { flatten } from '../../../dsl/core/procedure.ts'
import { printGraph } from '../../../dsl/core/print.ts'
import { trainingOf } from '../../../graphs/experiment/build.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { tiledOf } from '../../../graphs/experiment/tiles.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'
import type { Detection } from '../../../stdlib/boxes/detections.ts'
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

/** Two tiles of 32 pixels that share 16, and what is found in the first and in the second, in their own pixels. */
const wide: Item = { ...item, width: 48, height: 32, picture: { width: 48, height: 32, data: new Uint8Array(48 * 32 * 3) } }
const inTiles: readonly (readonly Detection[])[] = [
  [
    { box: [20, 4, 32, 12], score: 0.9, label: 0 }, // cut at the border; the second tile has the whole
    { box: [4, 4, 12, 12], score: 0.8, label: 0 },
    { box: [4, 4, 12, 14], score: 0.7, label: 0 }, // of the same tile, an IoU of .8 with the one before
    { box: [20, 16, 28, 24], score: 0.6, label: 0 },
  ],
  [
    { box: [4, 4, 20, 12], score: 0.6, label: 0 },
    { box: [4, 16, 12, 26], score: 0.5, label: 0 }, // of the other tile, an IoU of .8 with its last one
  ],
]
/** Looks at a tile after the other. */
const tileByTile = (): DetectorSession => {
  const left = [...inTiles]
  return { batch: 1, detect: () => TE.right([left.shift() ?? []]), close: () => undefined }
}
async function* onlyWide(): AsyncGenerator<Item, void, undefined> {
  await Promise.resolve()
  yield wide
}

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
  /** The items of both splits as they are read, and how many there are. */
  split: async (e: Experiment): Promise<unknown> => {
    const { train, valid } = right(await splitsOf(e)())
    const seen = async (of: Source, i: number): Promise<unknown> => {
      const { picture, ...rest } = right(await of.sample(i)())
      return { ...rest, pixels: createHash('sha256').update(picture.data).digest('hex') }
    }
    const all = [train, valid].map((of) => Promise.all(Array.from({ length: of.length }, (_, i) => seen(of, i))))
    return Promise.all(all)
  },
  /** What is found in an image of two tiles. */
  merged: async (e: Experiment): Promise<unknown> => {
    const got = []
    const plan = tiledOf(e)
    if (plan !== undefined) for await (const next of foundByTiles(e, tileByTile(), plan, onlyWide())) got.push(right(next).found)
    return got
  },
  /** The metrics of a detector that finds what is there, and more. */
  measured: async (e: Experiment): Promise<unknown> =>
    right(await assess(e, source, { batch: 1, detect: () => TE.right([found]), close: () => undefined })()),
} as const

export type Aspect = keyof typeof aspects
