import { once, started } from '../wasm/machine.ts'
import { add, assembled, type Code, get, i32, loadByte, loadFloat, loop, set, shiftLeft, storeFloat } from '../wasm/assemble.ts'

// Loops over a lookup take three times as long in JavaScript, which checks every index.

/** Of a byte. */
export const VALUES = 256

const FLOAT = 4
/** Where the row of bytes begins, behind the table. */
const ROW = 3 * VALUES * FLOAT

/** Floats of the bytes in `from` … `end`, three by three, each three `step` bytes behind the one before. */
const kernel = (): Uint8Array<ArrayBuffer> => {
  const [from, end, to, step] = [0, 1, 2, 3] as const
  const channel = (c: number): Code => [
    ...[...get(to), ...get(from), ...loadByte(c), ...i32(2), ...shiftLeft],
    ...[...loadFloat(c * VALUES * FLOAT), ...storeFloat(c * FLOAT)],
  ]
  const pixel = [...channel(0), ...channel(1), ...channel(2), ...get(to), ...get(step), ...add, ...set(to)]
  return assembled([{ name: 'row', parameters: 4, integers: 0, vectors: 0, body: loop(from, get(end), 3, pixel) }])
}

const machine = once(() => {
  const found = started(kernel(), ['row'])
  if (found === undefined) throw new Error('internal: a module that is not valid')
  return found
})

/**
 * What rows of `width` RGB pixels become by a table of floats, 256 of each channel: in order, or from the last pixel to the first. What it gives is
 * written over by the next row.
 *
 * @example lookUp(table, picture.width)(picture.data.subarray(0, 3 * picture.width), false)
 */
export const lookUp = (table: Float32Array, width: number): ((bytes: Uint8Array, backwards: boolean) => Float32Array) => {
  const {
    memory,
    kernels: { row },
  } = machine()
  const end = ROW + 3 * width
  const result = Math.ceil(end / FLOAT) * FLOAT
  const buffer = memory(result + 3 * width * FLOAT)
  new Float32Array(buffer, 0, table.length).set(table)
  const there = new Uint8Array(buffer, ROW, 3 * width)
  const floats = new Float32Array(buffer, result, 3 * width)
  return (bytes, backwards) => {
    there.set(bytes)
    if (backwards) row(ROW, end, result + 3 * (width - 1) * FLOAT, -3 * FLOAT)
    else row(ROW, end, result, 3 * FLOAT)
    return floats
  }
}
