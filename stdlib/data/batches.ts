import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import type { Extent } from '../boxes/box.ts'
import type { Truth } from './samples.ts'
import type { Labelled } from './picture.ts'
import { random } from './random.ts'
import { type Draw, type Sampling, draws } from './sampling.ts'
import type { Item, Source } from './source.ts'
import { type Normalisation, flipHorizontally, flipVertically, normalise } from './transforms.ts'

/** Normalised pictures, float32 [n, height, width, 3], with the objects of each in its pixels. */
export interface Batch extends Extent {
  readonly images: Float32Array
  readonly truths: readonly Truth[]
  readonly ids: readonly number[]
}

export interface Loading {
  readonly seed: number
  /** Pictures in a batch. */
  readonly batch: number
  readonly sampling: Sampling
  /** Probabilities. */
  readonly flips: { readonly horizontal: number; readonly vertical: number }
  readonly normalise: Normalisation
  /** Size of a batch's pictures; a smaller picture is padded with zeros, after normalising, on the right and at the bottom. */
  readonly size: Extent
}

/** Separates the streams that share a seed. */
const FLIPS = 2

/** Flips as a coin of (seed, epoch, place) says. */
const flipped =
  ({ seed, flips }: Loading) =>
  ({ epoch, place }: Draw) =>
  (from: Labelled): Labelled => {
    const coin = random(seed, FLIPS, epoch, place)
    const across = coin.uniform() < flips.horizontal ? flipHorizontally(from) : from
    return coin.uniform() < flips.vertical ? flipVertically(across) : across
  }

/**
 * The batch of a training step: a function of (seed, step) alone, whatever was drawn before.
 *
 * @returns an Issue where a picture cannot be read or is larger than the batch's
 * @example batchAt(source, loading)(0)
 */
export const batchAt = (source: Source, o: Loading): ((step: number) => TE.TaskEither<Issue, Batch>) => {
  const at = draws({ ...o, length: source.length, groups: source.groups })
  return (step) =>
    pipe(
      at(step),
      TE.traverseSeqArray((draw) =>
        pipe(
          source.sample(draw.index),
          TE.map((item) => ({ ...flipped(o)(draw)(item), id: item.id })),
        ),
      ),
      TE.chainEitherK(collate(o)),
    )
}

/** The pictures as they stand, without flips: for a detector that is evaluated. */
export const batchOf = (items: readonly Item[], o: Pick<Loading, 'normalise' | 'size'>): E.Either<Issue, Batch> => collate(o)(items)

const collate =
  ({ size, normalise: by }: Pick<Loading, 'normalise' | 'size'>) =>
  (items: readonly (Labelled & { readonly id: number })[]): E.Either<Issue, Batch> => {
    const large = items.find(({ picture }) => picture.width > size.width || picture.height > size.height)
    if (large !== undefined) return E.left(tooLarge(large.id, large.picture, size))
    const floats = normalise(by)
    const images = new Float32Array(items.length * size.width * size.height * 3)
    items.forEach(({ picture }, n) => {
      const pixels = floats(picture)
      for (let y = 0; y < picture.height; y++)
        images.set(pixels.subarray(y * picture.width * 3, (y + 1) * picture.width * 3), (n * size.height + y) * size.width * 3)
    })
    return E.right({ ...size, images, truths: items.map(({ truth }) => truth), ids: items.map(({ id }) => id) })
  }

const tooLarge = (id: number, picture: Extent, size: Extent): Issue =>
  issue(
    'data: picture larger than its batch',
    `a picture fits into its batch, but ${picture.width}×${picture.height} > ${size.width}×${size.height}`,
    'resize the source to the size of its batches',
    { path: [`image ${id}`] },
  )

/**
 * Batches from a step on, each prepared while the one before it is used. Ends after the first Issue, or with the consumer.
 *
 * @example for await (const batch of batchesFrom(source, loading)(0)) …
 */
export const batchesFrom = (source: Source, o: Loading) => {
  const at = batchAt(source, o)
  return async function* (first: number): AsyncGenerator<E.Either<Issue, Batch>, void, undefined> {
    let next = at(first)()
    for (let step = first; ; step++) {
      const batch = await next
      if (E.isRight(batch)) next = at(step + 1)()
      yield batch
      if (E.isLeft(batch)) return
    }
  }
}
