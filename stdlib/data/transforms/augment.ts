import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../../dsl/core/issue.ts'
import type { Labelled } from '../picture.ts'
import { type Random, random } from '../random.ts'
import { type CopyPaste, copyPaste } from './copy-paste.ts'
import { type RandomCrop, randomCrop } from './crop.ts'
import { addLost, type Augmented, unlost } from './keeping.ts'
import { type Mosaic, mosaic } from './mosaic.ts'
import { type Photometric, photometric } from './photometric.ts'
import { drawnSize, type Fit, scaledTo, type Scales } from './scale.ts'

/**
 * What is drawn anew for every picture of training, in this order: copies of small objects, mosaic, crop, resize to the input or to one of several
 * scales, photometric distortion; flips come after. A step that is left out is not taken.
 */
export interface Augmentation {
  readonly copyPaste?: CopyPaste | undefined
  readonly mosaic?: Mosaic | undefined
  readonly crop?: RandomCrop | undefined
  readonly scales?: Scales | undefined
  readonly photometric?: Photometric | undefined
}

/** Whether a step works on pictures as they were read, so that they cannot be resized, and kept, before. */
export const readsOriginals = ({ copyPaste, mosaic, crop, scales }: Augmentation): boolean =>
  copyPaste !== undefined || mosaic !== undefined || crop !== undefined || scales !== undefined

/** Separates the streams that share a seed. Each step has its own, so that one that is added leaves what the others draw. */
export const stream = { copyPaste: 11, mosaic: 12, crop: 13, scale: 14, photometric: 15, batchScale: 16 } as const

/** What names a picture's place in training: the streams of its steps are a function of it. */
export interface Place {
  readonly seed: number
  readonly epoch: number
  readonly place: number
  readonly step: number
}

/** What a step draws from outside: another picture of the same source, by index, of `length`. */
export interface Others {
  readonly length: number
  readonly read: (index: number) => TE.TaskEither<Issue, Labelled>
}

const reads = ({ length, read }: Others, draw: Random, count: number): TE.TaskEither<Issue, readonly Labelled[]> =>
  pipe(
    Array.from({ length: count }, () => draw.integer(length)),
    TE.traverseSeqArray(read),
  )

type Step = (from: Augmented) => TE.TaskEither<Issue, Augmented>

const after = (before: Augmented, now: Augmented): Augmented => ({ ...now, lost: addLost(before.lost, now.lost) })

const copying =
  (o: CopyPaste, draw: Random, others: Others): Step =>
  (from) =>
    draw.uniform() >= o.probability
      ? TE.right(from)
      : pipe(
          reads(others, draw, o.others ? 1 : 0),
          TE.map((donors) => after(from, unlost(copyPaste(o)(draw)(from, donors)))),
        )

const tiling =
  (o: Mosaic, draw: Random, others: Others): Step =>
  (from) =>
    draw.uniform() >= o.probability
      ? TE.right(from)
      : pipe(
          reads(others, draw, 3),
          TE.map(([b = from, c = from, d = from]) => after(from, mosaic(o)(draw)(from, [b, c, d]))),
        )

const distorting =
  (o: Photometric, draw: Random) =>
  (from: Labelled): Augmented =>
    unlost(photometric(o)(draw)(from))

/** The side of the square that a picture is resized into. */
const sideAt = (scales: Scales | undefined, { seed, epoch, place, step }: Place, input: number): number =>
  scales === undefined
    ? input
    : drawnSize(scales, input)(scales.per === 'sample' ? random(seed, stream.scale, epoch, place) : random(seed, stream.batchScale, step))

/**
 * A picture as it was read, augmented and resized into the input's square; a pure function of the place and the pictures. Boxes follow exactly, and
 * what a cut took away is counted.
 *
 * @example augmented(augmentation, { side: 800, fit: 'keep-ratio' })(place, others)(labelled)
 */
export const augmented =
  (o: Augmentation, input: { readonly side: number; readonly fit: Fit }) =>
  (at: Place, others: Others) =>
  (from: Labelled): TE.TaskEither<Issue, Augmented> => {
    const draw = (of: number): Random => random(at.seed, of, at.epoch, at.place)
    const pure =
      (f: (from: Augmented) => Augmented): Step =>
      (x) =>
        TE.right(after(x, f(x)))
    const steps: readonly Step[] = [
      ...(o.copyPaste === undefined ? [] : [copying(o.copyPaste, draw(stream.copyPaste), others)]),
      ...(o.mosaic === undefined ? [] : [tiling(o.mosaic, draw(stream.mosaic), others)]),
      ...(o.crop === undefined ? [] : [pure(randomCrop(o.crop)(draw(stream.crop)))]),
      // A picture that comes at the size of the input is not touched by this.
      pure((x) => unlost(scaledTo(sideAt(o.scales, at, input.side), input.fit)(x))),
      ...(o.photometric === undefined ? [] : [pure(distorting(o.photometric, draw(stream.photometric)))]),
    ]
    return steps.reduce<TE.TaskEither<Issue, Augmented>>((done, step) => pipe(done, TE.chain(step)), TE.right(unlost(from)))
  }
