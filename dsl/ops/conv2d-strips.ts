import type { Nodes } from '../core/primitive.ts'
import { extent, type Shape } from '../core/tensor.ts'
import { padded, paddingName, reached, sliced, sliding } from './conv2d-tensorflow.ts'
import type { Window } from './window.ts'

/** The windows of x and of dy that a filter's adjoint correlates. */
interface Maps<H> {
  readonly x: H
  readonly dy: H
  readonly padding: 'SAME' | 'VALID'
}

/** The two shapes, of x and of dy. */
export type Shapes = readonly [x: Shape, dy: Shape]

const rows = 1

/** Into how many strips of rows to part dy so that each fits into a cache: the fewest that part it evenly; 1 where none do, or where strides are longer. */
const stripsOf = (cacheBytes: number | null, [x, dy]: Shapes, win: Window): number => {
  if (cacheBytes === null || [...win.strides, ...win.dilations].some((n) => n !== 1)) return 1
  const height = extent(dy, rows)
  const bytes = 4 * height * extent(dy, 2) * Math.max(extent(x, 3), extent(dy, 3))
  const parts = Array.from({ length: Math.min(height, 16) }, (_, i) => i + 1).filter((n) => height % n === 0)
  return parts.find((n) => bytes / n <= cacheBytes) ?? 1
}

const whole = <H>(nodes: Nodes<H>, [x, dy]: readonly [H, H], [image]: Shapes, win: Window & { readonly shape: Shape }): Maps<H> => {
  const padding = paddingName(image, win.shape, win)
  return padding !== null ? { x, dy, padding } : { x: padded(nodes, x, reached(image, win.shape, win).pads), dy, padding: 'VALID' }
}

/** Strips of rows as images of their own, those of x with the rows that the kernel reaches beyond: the sum over images is the sum over strips. */
const striped = <H>(
  nodes: Nodes<H>,
  [x, dy]: readonly [H, H],
  [image, cotangent]: Shapes,
  win: Window & { readonly shape: Shape },
  strips: number,
): Maps<H> => {
  const [T, int32] = [{ type: 'float' }, { type: 'int32' }] as const
  const to = (from: H, shape: Shape): H => nodes.op('Reshape', [from, nodes.ints(shape)], { T, Tshape: int32 })
  const [n = 1, height = 1, width = 1, channels = 1] = cotangent
  const [high, beyond] = [height / strips, extent(win.shape, 0) - 1]
  const { shape, pads } = reached(image, win.shape, win)
  const [, , wide = 1, depth = 1] = shape
  const source = padded(nodes, x, pads)
  const each = (): readonly H[] =>
    Array.from({ length: strips }, (_, i) => sliced(nodes, source, [0, i * high, 0, 0], [n, high + beyond, wide, depth]))
  const joined = (): H => nodes.op('ConcatV2', [...each(), nodes.ints([rows], [])], { N: { int: strips }, T, Tidx: int32 })
  return {
    x: to(beyond === 0 ? source : joined(), [n * strips, high + beyond, wide, depth]),
    dy: to(dy, [n * strips, high, width, channels]),
    padding: 'VALID',
  }
}

/**
 * The adjoint in w, of `shape`; x and dy have these shapes. oneDNN reads both maps again for each block of channels, so that maps that are
 * not in a cache are parted: of 100×100×256 it takes 63 ms in place of 79.
 */
export const filterAdjoint = <H>(nodes: Nodes<H>, maps: readonly [H, H], shapes: Shapes, win: Window & { readonly shape: Shape }): H => {
  const strips = stripsOf(nodes.cacheBytes, shapes, win)
  const { x, dy, padding } = strips === 1 ? whole(nodes, maps, shapes, win) : striped(nodes, maps, shapes, win, strips)
  return nodes.product('Conv2DBackpropFilter', [x, nodes.ints(win.shape), dy], { ...sliding(win), padding: { text: padding } })
}
