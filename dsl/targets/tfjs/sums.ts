import { type Shape, size, type Tensor } from '../../core/tensor.ts'
import { float } from '../../core/apply.ts'
import { globalAveragePool } from '../../ops/global-average-pool.ts'
import { constant } from '../../ops/leaf.ts'
import { mul } from '../../ops/mul.ts'
import { reshape } from '../../ops/reshape.ts'
import { pad } from '../../ops/slice.ts'
import { sum, sumOp } from '../../ops/sum.ts'

// The wasm backend's Sum adds numbers one by one, which loses up to log₂(n) bits, and transposes first unless the axes are innermost, which
// takes up to 60 times as long as adding. Its average pooling runs over rows of channels, 4 at a time and 8 rows a pass. So a sum is a
// mean in stages, times the number of addends.

/** Addends of one stage at most. */
const stage = 128

/** Numbers that the backend's Sum adds well enough. */
const few = 64

/** The largest divisor of n from `least` to `most`, or null. */
export const divisor = (n: number, least: number, most: number): number | null => {
  for (let d = Math.min(n, most); d >= least; d--) if (n % d === 0) return d
  return null
}

/** [b, n, c], with zeros up to a multiple of `m` along n. */
export const padded = (x: Tensor<'f32'>, m: number): Tensor<'f32'> => {
  const [, n = 1] = x.shape
  return pad(x, [
    [0, 0],
    [0, (m - (n % m)) % m],
    [0, 0],
  ])
}

/** The mean over axis 1 of [b, n, c], n without the zeros that stages may add, as [b, 1, c]; and how many there are with them. */
const mean = (x: Tensor<'f32'>): { readonly mean: Tensor<'f32'>; readonly count: number } => {
  const [b = 1, n = 1, c = 1] = x.shape
  if (n === 1) return { mean: x, count: 1 }
  if (n <= stage) return { mean: reshape(globalAveragePool(reshape(x, [b, n, 1, c])), [b, 1, c]), count: n }
  const length = divisor(n, 8, stage) ?? few
  const even = padded(x, length)
  const groups = (even.shape[1] ?? 1) / length
  const first = globalAveragePool(reshape(even, [b * groups, length, 1, c]))
  const rest = mean(reshape(first, [b, groups, c]))
  return { mean: rest.mean, count: length * rest.count }
}

/** The outermost run of adjacent axes that are summed. */
export const firstRun = (shape: Shape, axes: readonly number[]): { readonly begin: number; readonly end: number } => {
  const begin = Math.min(...axes)
  let end = begin + 1
  while (end < shape.length && (axes.includes(end) || shape[end] === 1)) end++
  return { begin, end }
}

/** The sum over axis 1 of [b, n, c]. */
const summed = (x: Tensor<'f32'>): Tensor<'f32'> => {
  const [b = 1, n = 1, c = 1] = x.shape
  if (c > 1) {
    const m = mean(x)
    return mul(m.mean, constant(m.count))
  }
  if (n <= few) return sum(x, [1])
  // One number a row is no row: the numbers are laid out as rows, which are averaged, and what is left is a short sum.
  const lanes = divisor(n, 16, few) ?? few
  const even = padded(x, lanes)
  return sum(reshape(summed(reshape(even, [b, size(even.shape) / b / lanes, lanes])), [b, lanes, 1]), [1])
}

/** What takes the place of a sum on wasm, or null where its own kernel serves: few innermost numbers. */
export const staged = (x: Tensor): Tensor | null => {
  const [input] = x.inputs
  if (x.primitive.name !== sumOp.name || input === undefined) return null
  const axes = input.shape.flatMap((d, i) => (d === x.shape[i] ? [] : [i]))
  if (axes.length === 0) return null
  const { begin, end } = firstRun(input.shape, axes)
  const [before, n, after] = [size(input.shape.slice(0, begin)), size(input.shape.slice(begin, end)), size(input.shape.slice(end))]
  if (after === 1 && n <= few) return null
  const run = summed(reshape(float(input), [before, n, after]))
  const kept = input.shape.map((d, i) => (i >= begin && i < end ? 1 : d))
  return sum(
    reshape(run, kept),
    axes.filter((a) => a >= end),
  )
}
