import type { Extent } from '../../boxes/box.ts'
import type { Picture } from '../picture.ts'
import { type Machine, once, started } from '../wasm/machine.ts'
import { kernels, TOGETHER } from './kernels.ts'
import { type Pairs, pairs } from './pairs.ts'

/** `resample` on four sums at a time. */
export interface Simd {
  /** Memory that it takes, at most, in bytes. */
  readonly bytesFor: (from: Extent, to: Extent) => number
  readonly has: (bytes: number) => boolean
  readonly resample: (to: Extent) => (from: Picture) => Picture
}

/** Bytes that a kernel may read or write behind the last pixel. */
const MARGIN = 32
const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16

/** Where things lie: taps of both passes, the picture, what the first pass gives, what the second gives. */
const plan = (from: Extent, to: Extent, tapBytes: number) => {
  const source = aligned(tapBytes)
  const between = source + aligned(3 * from.width * from.height + MARGIN)
  const result = between + aligned(3 * to.width * from.height + MARGIN)
  return { source, between, result, end: result + aligned(3 * to.width * to.height + MARGIN) }
}

const bytesOf = (of: Pairs): number => of.first.byteLength + of.count.byteLength + of.weights.byteLength

const on = ({ memory, has, kernels: { rows, row, columns } }: Machine<'rows' | 'row' | 'columns'>): Simd => ({
  has,
  bytesFor: (from, to) => plan(from, to, 32 * (to.width + to.height) + 8 * (from.width + from.height)).end,
  resample: (to) => (from) => {
    const [across, down] = [pairs(from.width, to.width), pairs(from.height, to.height)]
    const at = plan(from, to, bytesOf(across) + bytesOf(down))
    const buffer = memory(at.end)
    let free = 0
    const put = (values: Int32Array): number => {
      const there = free
      new Int32Array(buffer, there, values.length).set(values)
      free += values.byteLength
      return there
    }
    const addresses = ({ first, count, weights, most }: Pairs): readonly number[] => [put(first), put(count), put(weights), most]
    const [acrossAt, downAt] = [addresses(across), addresses(down)]
    const bytes = new Uint8Array(buffer)
    bytes.set(from.data, at.source)
    const wide = from.width !== to.width
    const high = from.height !== to.height
    const second = wide ? at.between : at.source
    if (wide) {
      const [line, out] = [3 * from.width, 3 * to.width]
      const most = from.height - (from.height % TOGETHER)
      rows(at.source, at.between, most, line, out, to.width, ...acrossAt)
      row(at.source + most * line, at.between + most * out, from.height - most, line, out, to.width, ...acrossAt)
    }
    if (high) columns(second, at.result, 3 * to.width, to.height, ...downAt)
    const result = high ? at.result : second
    return { ...to, data: bytes.slice(result, result + 3 * to.width * to.height) }
  },
})

/** The kernels of this thread; undefined where the processor lacks SIMD. */
export const simd = once((): Simd | undefined => {
  const machine = started(kernels(), ['rows', 'row', 'columns'])
  return machine === undefined ? undefined : on(machine)
})
