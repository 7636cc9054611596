import * as t from 'io-ts'
import { random } from './random.ts'

/**
 * `replacement`: each place of a batch draws among all samples. `shuffle`: each epoch is a permutation of the samples, and a batch can
 * reach over the end of one; of samples in groups (tiles of images), the groups are shuffled, and the samples of some groups at a time.
 */
export const Sampling = t.keyof({ replacement: null, shuffle: null }, 'Sampling')
export type Sampling = t.TypeOf<typeof Sampling>

/** What stands at one place of the endless sequence of samples that a training run sees. */
export interface Draw {
  readonly index: number
  readonly epoch: number
  /** Position in the epoch, 0 … length - 1; (seed, epoch, place) keys the sample's augmentation. */
  readonly place: number
}

/** Separates the streams that share a seed. */
const ORDER = 1

/** Groups whose samples are shuffled together: as many decoded images are wanted in memory. */
const together = 8

/**
 * The draws of step 0, 1, 2, … as a function of the step alone, so that a run continued anywhere sees what it would have seen.
 *
 * @example draws({ seed: 0, length: 3, batch: 2, sampling: 'shuffle' })(4).map(({ epoch }) => epoch) // => [2, 3]
 */
export const draws = (o: {
  readonly seed: number
  readonly length: number
  readonly batch: number
  readonly sampling: Sampling
  /** The group of each sample. */
  readonly groups?: ArrayLike<number> | undefined
}) => {
  const index: (epoch: number, place: number) => number =
    o.sampling === 'shuffle'
      ? latest((epoch) => permutation(o.seed, epoch, o.groups ?? o.length))
      : (epoch, place) => random(o.seed, ORDER, epoch, place).integer(o.length)
  return (step: number): readonly Draw[] =>
    Array.from({ length: o.batch }, (_, i) => {
      const position = step * o.batch + i
      const epoch = Math.floor(position / o.length)
      const place = position % o.length
      return { index: index(epoch, place), epoch, place }
    })
}

const permutation = (seed: number, epoch: number, of: number | ArrayLike<number>): readonly number[] => {
  const { shuffle } = random(seed, ORDER, epoch)
  if (typeof of === 'number') return shuffle(Array.from({ length: of }, (_, i) => i))
  const members = new Map<number, number[]>()
  for (let i = 0; i < of.length; i++) {
    const group = of[i] ?? 0
    const own = members.get(group)
    if (own === undefined) members.set(group, [i])
    else own.push(i)
  }
  const groups = shuffle([...members.values()])
  return groups.flatMap((_, i) => (i % together === 0 ? shuffle(groups.slice(i, i + together).flat()) : []))
}

/** Remembers one epoch: batches ask for them in order. */
const latest = (orderOf: (epoch: number) => readonly number[]): ((epoch: number, place: number) => number) => {
  let known: { readonly epoch: number; readonly order: readonly number[] } | undefined
  return (epoch, place) => {
    known = known?.epoch === epoch ? known : { epoch, order: orderOf(epoch) }
    return known.order[place] ?? 0
  }
}
