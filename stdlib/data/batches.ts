import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { type Box, type Extent, flipHorizontally, flipVertically } from '../boxes/box.ts'
import { mapBoxes, type Truth } from './samples.ts'
import { random } from './random.ts'
import { type Draw, type Sampling, draws } from './sampling.ts'
import type { Item, Source } from './source.ts'
import { type Augmentation, augmented } from './transforms/augment.ts'
import { addLost, type Augmented, type Lost, nothingLost, unlost } from './transforms/keeping.ts'
import { type Mirror, type Normalisation, normaliseInto } from './transforms/normalise.ts'
import type { Fit } from './transforms/scale.ts'

/** Normalised pictures, float32 [n, height, width, 3], with the objects of each in its pixels. */
export interface Batch extends Extent {
  readonly images: Float32Array
  readonly truths: readonly Truth[]
  readonly ids: readonly number[]
  /** Objects that augmentation took away. */
  readonly lost: Lost
}

export interface Loading {
  readonly seed: number
  /** Pictures in a batch. */
  readonly batch: number
  readonly sampling: Sampling
  /** What is drawn anew each time, on pictures of any size; null where the source's pictures have the size of the input. */
  readonly augment: (Augmentation & { readonly fit: Fit }) | null
  /** Probabilities. */
  readonly flips: { readonly horizontal: number; readonly vertical: number }
  readonly normalise: Normalisation
  /** Size of a batch's pictures; a smaller picture is padded with zeros, after normalising, on the right and at the bottom. */
  readonly size: Extent
}

/** Separates the streams that share a seed. */
const FLIPS = 2

/** Flips as a coin of (seed, epoch, place) says: boxes at once, pixels where they are written into the batch. */
const flipped = ({ seed, flips }: Loading, { epoch, place }: Draw, from: Augmented): Pick<Prepared, 'truth' | 'mirror'> => {
  const coin = random(seed, FLIPS, epoch, place)
  const [across, down] = [coin.uniform() < flips.horizontal, coin.uniform() < flips.vertical]
  const { width, height } = from.picture
  const follow = (box: Box): Box => pipe(box, across ? flipHorizontally(width) : identity, down ? flipVertically(height) : identity)
  return { truth: mapBoxes(follow)(from.truth), mirror: { across, down } }
}

/** The augmented picture of a draw: a function of (seed, step, epoch, place) and the source. */
const drawnFrom = (source: Source, o: Loading) => {
  const { seed, augment } = o
  const augmenting = augment === null ? null : augmented(augment, { side: Math.max(o.size.width, o.size.height), fit: augment.fit })
  const others = { length: source.length, read: source.sample }
  return (step: number, draw: Draw, item: Item): TE.TaskEither<Issue, Prepared> =>
    pipe(
      augmenting === null
        ? TE.right<Issue, Augmented>(unlost(item))
        : augmenting({ seed, step, epoch: draw.epoch, place: draw.place }, others)(item),
      TE.map((from) => ({ picture: from.picture, ...flipped(o, draw, from), lost: from.lost, id: item.id })),
    )
}

/**
 * The batch of a training step: a function of (seed, step) alone, whatever was drawn before.
 *
 * @param into where its pixels go, [n, height, width, 3]; a new array where it is left out
 * @returns an Issue where a picture cannot be read or is larger than the batch's
 * @example batchAt(source, loading)(0)
 */
export const batchAt = (source: Source, o: Loading): ((step: number, into?: Float32Array) => TE.TaskEither<Issue, Batch>) => {
  const at = draws({ ...o, length: source.length, groups: source.groups })
  const drawn = drawnFrom(source, o)
  const write = collate(o)
  return (step, into) => async () => {
    const places = at(step)
    const prepared: Prepared[] = []
    const reading = (i: number): Promise<E.Either<Issue, Item>> | undefined => {
      const draw = places[i]
      return draw === undefined ? undefined : source.sample(draw.index)()
    }
    // A picture is read and decoded, on other threads, while the one before it is augmented.
    let next = reading(0)
    for (const [i, draw] of places.entries()) {
      const item = await next
      if (item === undefined) break
      next = reading(i + 1)
      const one = await pipe(
        TE.fromEither(item),
        TE.chain((read) => drawn(step, draw, read)),
      )()
      if (E.isLeft(one)) {
        await next
        return one
      }
      prepared.push(one.right)
    }
    return write(prepared, into)
  }
}

/** The pictures as they stand, without flips: for a detector that is evaluated. */
export const batchOf = (items: readonly Item[], o: Pick<Loading, 'normalise' | 'size'>): E.Either<Issue, Batch> =>
  collate(o)(items.map(({ id, picture, truth }) => ({ id, picture, truth, lost: nothingLost, mirror: { across: false, down: false } })))

/** A picture on its way into a batch; `truth` is mirrored already. */
interface Prepared extends Pick<Augmented, 'picture' | 'truth' | 'lost'> {
  readonly id: number
  readonly mirror: Mirror
}

const collate = ({ size, normalise: by }: Pick<Loading, 'normalise' | 'size'>) => {
  const write = normaliseInto(by)
  const line = size.width * 3
  const place = size.height * line
  return (items: readonly Prepared[], into?: Float32Array): E.Either<Issue, Batch> => {
    const large = items.find(({ picture }) => picture.width > size.width || picture.height > size.height)
    if (large !== undefined) return E.left(tooLarge(large.id, large.picture, size))
    const images = into ?? new Float32Array(items.length * place)
    items.forEach(({ picture, mirror }, n) => {
      // What was there before belongs to another batch.
      if (into !== undefined && (picture.width < size.width || picture.height < size.height)) images.fill(0, n * place, (n + 1) * place)
      write(picture, images, n * place, line, mirror)
    })
    return E.right({
      ...size,
      images,
      truths: items.map(({ truth }) => truth),
      ids: items.map(({ id }) => id),
      lost: items.map(({ lost }) => lost).reduce(addLost, nothingLost),
    })
  }
}

const tooLarge = (id: number, picture: Extent, size: Extent): Issue =>
  issue(
    'data: picture larger than its batch',
    `a picture fits into its batch, but ${picture.width}×${picture.height} > ${size.width}×${size.height}`,
    'resize the source to the size of its batches',
    { path: [`image ${id}`] },
  )
