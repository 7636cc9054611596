import type { Box } from '../../boxes/box.ts'
import type { Truth } from '../samples.ts'

/** Numbers of an object: its box and its label. */
export const OBJECT = 5

/** Objects as numbers, one behind the other. */
export const flatTruth = ({ boxes, labels }: Truth): readonly number[] => boxes.flatMap((box, i) => [...box, labels[i] ?? -1])

/** So many objects of those that `flatTruth` wrote, the first at a place. */
export const truthIn = (numbers: Float64Array, at: number, count: number): Truth => {
  const of = (i: number, k: number): number => numbers[at + OBJECT * i + k] ?? 0
  return {
    boxes: Array.from({ length: count }, (_, i): Box => [of(i, 0), of(i, 1), of(i, 2), of(i, 3)]),
    labels: Array.from({ length: count }, (_, i) => of(i, 4)),
  }
}
