import { float } from '../../../core/apply.ts'
import { size, type Tensor } from '../../../core/tensor.ts'
import { reshape } from '../../../ops/reshape.ts'
import { sum, sumOp } from '../../../ops/sum.ts'
import { divisor, firstRun, padded } from '../sums.ts'
import { countable } from './axes.ts'

// The WebGPU backend's Sum gives each sum to one workgroup of 64 to 512 threads, each of which adds its share one by one: of a large map,
// thousands of numbers, and the rest of the GPU waits. A sum in stages has short shares, and many of them at a time.

/** Addends of one stage at most. */
const stage = 2048

/** The sum over axis 1 of [b, n, c]. */
const summed = (x: Tensor<'f32'>): Tensor<'f32'> => {
  const [b = 1, n = 1, c = 1] = x.shape
  if (n <= stage) return sum(x, [1])
  const length = divisor(n, 64, stage) ?? stage
  const even = padded(x, length)
  const groups = (even.shape[1] ?? 1) / length
  const first = sum(reshape(even, [b * groups, length, c]), [1])
  return summed(reshape(first, [b, groups, c]))
}

/** What takes the place of a sum on WebGPU, or null where its own kernel serves: few addends of few axes. */
export const inStages = (x: Tensor): Tensor | null => {
  const [input] = x.inputs
  if (x.primitive.name !== sumOp.name || input === undefined) return null
  const axes = input.shape.flatMap((d, i) => (d === x.shape[i] ? [] : [i]))
  if (axes.length === 0 || (input.shape.length <= countable && size(input.shape) / size(x.shape) <= stage)) return null
  const { begin, end } = firstRun(input.shape, axes)
  const [before, n, after] = [size(input.shape.slice(0, begin)), size(input.shape.slice(begin, end)), size(input.shape.slice(end))]
  const run = summed(reshape(float(input), [before, n, after]))
  const kept = input.shape.map((d, i) => (i >= begin && i < end ? 1 : d))
  return sum(
    reshape(run, kept),
    axes.filter((a) => a >= end),
  )
}
