import { extent, type Tensor } from '../core/tensor.ts'
import { add } from './add.ts'
import { constant } from './leaf.ts'
import type { Pool } from './max-pool.ts'
import { mul } from './mul.ts'
import { reshape } from './reshape.ts'
import { pad, slice } from './slice.ts'
import { step } from './step.ts'
import { sub } from './sub.ts'

// What follows a pooling's maxima in simpler primitives. Tap k of a map holds, for each window, the cell at place k of the window; the
// maximum is at place k where x there is larger than at all places before, and no smaller than at all behind.

type Float = Tensor<'f32'>

/** No activation comes near it. */
const lowest = -1e30

interface Places {
  /** Rows and columns before and behind x, so that every tap lies inside. */
  readonly around: readonly [rows: readonly [number, number], columns: readonly [number, number]]
  readonly output: readonly [rows: number, columns: number]
  readonly places: readonly (readonly [row: number, column: number])[]
}

const placesOf = (x: Float, p: Pool): Places => {
  const along = (axis: 0 | 1): { readonly output: number; readonly around: readonly [number, number] } => {
    const output = Math.floor((extent(x.shape, axis + 1) + p.pads[axis][0] + p.pads[axis][1] - p.size[axis]) / p.strides[axis]) + 1
    const needed = p.size[axis] - 1 + output * p.strides[axis]
    return { output, around: [p.pads[axis][0], Math.max(0, needed - extent(x.shape, axis + 1) - p.pads[axis][0])] }
  }
  const [rows, columns] = [along(0), along(1)]
  const places = Array.from({ length: p.size[0] * p.size[1] }, (_, k) => [Math.floor(k / p.size[1]), k % p.size[1]] as const)
  return { around: [rows.around, columns.around], output: [rows.output, columns.output], places }
}

const surrounded = (x: Float, { around }: Places): Float => pad(x, [[0, 0], around[0], around[1], [0, 0]])

/** Tap of a surrounded map: every `strides`-th cell from a place on. */
const tap = (x: Float, [row, column]: readonly [number, number], { output: [oh, ow] }: Places, { strides: [sh, sw] }: Pool): Float => {
  const [n, c] = [extent(x.shape, 0), extent(x.shape, 3)]
  const seen = reshape(slice(x, [0, row, column, 0], [n, oh * sh, ow * sw, c]), [n * oh, sh, ow, sw * c])
  return reshape(slice(seen, [0, 0, 0, 0], [n * oh, 1, ow, c]), [n, oh, ow, c])
}

/** The adjoint of `tap` and of surrounding: back to the cells of x. */
const untap = (
  y: Float,
  [row, column]: readonly [number, number],
  x: Float,
  { around, output: [oh, ow] }: Places,
  { strides: [sh, sw] }: Pool,
): Float => {
  const [n = 1, h = 1, w = 1, c = 1] = x.shape
  const [height, width] = [around[0][0] + h + around[0][1], around[1][0] + w + around[1][1]]
  const spread = pad(reshape(y, [n * oh, 1, ow, c]), [
    [0, 0],
    [0, sh - 1],
    [0, 0],
    [0, (sw - 1) * c],
  ])
  const placed = pad(reshape(spread, [n, oh * sh, ow * sw, c]), [
    [0, 0],
    [row, height - row - oh * sh],
    [column, width - column - ow * sw],
    [0, 0],
  ])
  return slice(placed, [0, around[0][0], around[1][0], 0], [n, h, w, c])
}

const product = (xs: readonly Float[]): Float => xs.reduce((a, b) => mul(a, b))
const sum = (xs: readonly Float[]): Float => xs.reduce((a, b) => add(a, b))

/** For each place 1 where it holds the maximum of the window, else 0. */
const chosen = (x: Float, p: Pool, places: Places): readonly Float[] => {
  const outside = mul(sub(surrounded(constant(1, x.shape), places), constant(1)), constant(-lowest))
  const low = add(surrounded(x, places), outside)
  const taps = places.places.map((place) => tap(low, place, places, p))
  return taps.map((here, k) => {
    const larger = taps.slice(0, k).map((before) => step(sub(here, before)))
    const noSmaller = taps.slice(k + 1).map((behind) => sub(constant(1), step(sub(behind, here))))
    const all = [...larger, ...noSmaller]
    return all.length === 0 ? constant(1, here.shape) : product(all)
  })
}

/** Σ_k chosen_k · tap_k(u). */
export const pickByTaps = (x: Float, u: Float, p: Pool): Float => {
  const places = placesOf(x, p)
  const wide = surrounded(u, places)
  return sum(chosen(x, p, places).map((is, k) => mul(is, tap(wide, places.places[k] ?? [0, 0], places, p))))
}

/** Σ_k untap_k(chosen_k · dy). */
export const adjointByTaps = (x: Float, dy: Float, p: Pool): Float => {
  const places = placesOf(x, p)
  return sum(chosen(x, p, places).map((is, k) => untap(mul(is, dy), places.places[k] ?? [0, 0], x, places, p)))
}
