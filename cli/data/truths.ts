import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { tiledOf } from '../../graphs/experiment/tiles.ts'
import { type Box, type Extent, scale } from '../../stdlib/boxes/box.ts'
import type { Reading } from '../../stdlib/data/fault.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import { type Samples, samplesOf } from '../../stdlib/data/samples.ts'
import type { Source } from '../../stdlib/data/source.ts'
import { tiled } from '../../stdlib/data/tiles/dataset.ts'
import { multipleOf } from '../../stdlib/data/transforms/pad.ts'
import { withinEdges } from '../../stdlib/data/transforms/resize.ts'
import { scaledSize } from '../../stdlib/data/transforms/scale.ts'
import { inputSize } from '../training/input.ts'
import { splitsOf } from '../training/sources.ts'
import { placeOf, readingOf } from '../training/split.ts'
import { sourceFrom } from '../training/stored.ts'
import { onePart } from './one-part.ts'

/** What is to be learned in one image, as the network is given it. */
export interface InputTruth {
  /** Size of the network's input, and of the part of it that is picture. */
  readonly canvas: Extent
  readonly image: Extent
  /** In pixels of the input. */
  readonly boxes: readonly Box[]
  /** The same at the scale at which their sizes count. */
  readonly sized: readonly Box[]
}

/** What is to be learned in the images of a data set, by index; pixels are read only where a scene must be drawn. */
export interface Truths {
  readonly from: string
  /** What is learned from, in words. */
  readonly input: string
  readonly scale: 'input' | 'original'
  readonly length: number
  readonly at: (index: number) => TE.TaskEither<Issue, InputTruth>
  /** What was read of it, where it was a file. */
  readonly reading?: Reading
}

/** How images become inputs. */
interface Sizing {
  readonly canvas: (image: Extent) => Extent
  readonly image: (original: Extent) => Extent
}

const sizingOf = (e: Experiment): Sizing => ({ canvas: () => inputSize(e), image: scaledSize(e.input.size, e.input.resize) })

const resized = ({ canvas, image }: Sizing, original: Extent, boxes: readonly Box[], by: Truths['scale']): InputTruth => {
  const size = image(original)
  const scaled = boxes.map(scale(size.width / original.width, size.height / original.height))
  return { canvas: canvas(size), image: size, boxes: scaled, sized: by === 'input' ? scaled : boxes }
}

const fromSamples =
  (sizing: Sizing, by: Truths['scale']) =>
  ({ samples }: Samples): Pick<Truths, 'length' | 'at'> => ({
    length: samples.length,
    at: (index) => {
      const sample = samples[index]
      if (sample === undefined) throw new Error(`internal: sample ${index} of ${samples.length}`)
      return TE.right(resized(sizing, sample, sample.truth.boxes, by))
    },
  })

/** Scenes as they are drawn, which is where their boxes come from. */
const fromScenes = (sizing: Sizing, by: Truths['scale'], source: Source): Pick<Truths, 'length' | 'at'> => ({
  length: source.length,
  at: (index) =>
    pipe(
      source.sample(index),
      TE.map((scene) => resized(sizing, scene, scene.truth.boxes, by)),
    ),
})

/** A data set in place of an experiment's own. */
export interface Given {
  readonly path: string
  readonly from: string | undefined
  readonly split?: string | undefined
}

const readGiven = ({ path, from, split }: Given): TE.TaskEither<Issue, Reading> =>
  pipe(
    onePart(path, { from, split }),
    TE.chain((part) => formats[part.format].read(part.place)),
  )

/** What an experiment trains on, or what it would of another data set, at its input. Image files need not be there. */
export const truthsOf = (e: Experiment, given: Given | undefined): TE.TaskEither<Issue, Truths> => {
  const { data } = e
  const by = e.test.scale
  const tiles = tiledOf(e)
  const of = tiles === undefined ? '' : `, tiles of ${tiles.tiling.size.width}×${tiles.tiling.size.height}`
  const input = `${e.input.size}×${e.input.size}${of}${e.input.resize === 'fixed' ? '' : ', keeping shapes'}${e.input.augment === undefined ? '' : ', without augmentation'}`
  const learned = (from: string, empty: 'background' | 'drop', read: TE.TaskEither<Issue, Reading>): TE.TaskEither<Issue, Truths> =>
    pipe(
      read,
      TE.chainEitherK((reading) =>
        pipe(
          tiles === undefined ? E.right(reading.dataset) : tiled(tiles)(reading.dataset),
          E.chain(samplesOf(from)({ classes: e.classes.map(({ name }) => name), empty: tiles?.empty ?? empty })),
          E.map((samples): Truths => ({ from, input, scale: by, reading, ...fromSamples(sizingOf(e), by)(samples) })),
        ),
      ),
    )
  if (given !== undefined) return learned(given.path, data.kind === 'scenes' ? 'background' : data.empty, readGiven(given))
  // A class that only the other split has is learned nowhere, but it is no mistake.
  const named = new Set(e.classes.map(({ name }) => name))
  if (data.kind !== 'scenes') return learned(placeOf(data, 'train').place.path, data.empty, readingOf(e, data, 'train', named))
  return pipe(
    splitsOf(e),
    TE.chainEitherK(({ stored }) => sourceFrom(stored)),
    TE.map((source) => ({ from: 'generated scenes', input, scale: by, ...fromScenes(sizingOf(e), by, source) })),
  )
}

/** Padded to a multiple of this, as detectors of five levels want it. */
const multiple = 32

/** All of a data set, without an experiment: images as they are or resized into a size, padded to multiples of 32. Sizes count in pixels of the files. */
export const truthsIn = (given: Given, size: Extent | undefined): TE.TaskEither<Issue, Truths> =>
  pipe(
    readGiven(given),
    TE.chain((reading) => {
      const sizing: Sizing = {
        canvas: multipleOf(multiple),
        image:
          size === undefined
            ? (of) => of
            : withinEdges({ long: Math.max(size.width, size.height), short: Math.min(size.width, size.height) }),
      }
      const input = size === undefined ? 'images as they are' : `at most ${size.width}×${size.height}, keeping shapes`
      return pipe(
        TE.fromEither(samplesOf(given.path)({})(reading.dataset)),
        TE.map((samples): Truths => ({ from: given.path, input, scale: 'original', reading, ...fromSamples(sizing, 'original')(samples) })),
      )
    }),
  )
