import type { NodeAttributes, Nodes } from '../core/primitive.ts'
import { extent, type Shape } from '../core/tensor.ts'
import { convolved, reach, type Window } from './window.ts'

// oneDNN computes an adjoint of a convolution where its padding has a name in TensorFlow, SAME or VALID; an explicit one goes to kernels that
// are slower in float32, and twenty times as slow in bfloat16. Hence the names wherever they say the same.

type Axis = 0 | 1
const axes = [0, 1] as const

/** The pads of one axis that TensorFlow calls SAME: as many outputs as strides, and the odd zero behind. */
const same = (x: Shape, w: Shape, win: Window, axis: Axis): readonly [number, number] => {
  const [n, stride] = [extent(x, axis + 1), win.strides[axis]]
  const total = Math.max(0, (Math.ceil(n / stride) - 1) * stride + reach(extent(w, axis), win.dilations[axis]) - n)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

const name = (x: Shape, w: Shape, win: Window): 'SAME' | 'VALID' | null => {
  if (win.pads.flat().every((p) => p === 0)) return 'VALID'
  return axes.every((axis) => same(x, w, win, axis).every((p, side) => p === win.pads[axis][side])) ? 'SAME' : null
}

const sliding = (win: Window): NodeAttributes => ({
  strides: { ints: [1, ...win.strides, 1] },
  dilations: { ints: [1, ...win.dilations, 1] },
})

const cells = (pads: Window['pads']): readonly number[] => [0, 0, ...pads[0], ...pads[1], 0, 0]

/** The window of a convolution of x with w, in the words of TensorFlow's `Conv2D`. */
export const forward = (x: Shape, w: Shape, win: Window): NodeAttributes => {
  const padding = name(x, w, win)
  return padding === null
    ? { ...sliding(win), padding: { text: 'EXPLICIT' }, explicit_paddings: { ints: cells(win.pads) } }
    : { ...sliding(win), padding: { text: padding } }
}

/** What a window without a name sees of x: all of it that it reaches, zeros about it. Its pads take off what is behind the last tap. */
const reached = (x: Shape, w: Shape, win: Window): { readonly shape: Shape; readonly pads: Window['pads'] } => {
  const pads = (axis: Axis): readonly [number, number] => {
    const [n, [before]] = [extent(x, axis + 1), win.pads[axis]]
    const last = (convolved(n, extent(w, axis), win, axis) - 1) * win.strides[axis] + reach(extent(w, axis), win.dilations[axis])
    return [before, Math.max(0, last - before - n)]
  }
  const [rows, columns] = [pads(0), pads(1)]
  const padded = (axis: Axis, [a, b]: readonly [number, number]): number => a + extent(x, axis + 1) + b
  return { shape: [extent(x, 0), padded(0, rows), padded(1, columns), extent(x, 3)], pads: [rows, columns] }
}

/** The adjoint in x, of `shape`; `w` has the shape `kernel`. */
export const inputAdjoint = <H>(nodes: Nodes<H>, [dy, w]: readonly [H, H], kernel: Shape, win: Window & { readonly shape: Shape }): H => {
  const padding = name(win.shape, kernel, win)
  const adjoint = (shape: Shape, text: string): H =>
    nodes.product('Conv2DBackpropInput', [nodes.ints(shape), w, dy], { ...sliding(win), padding: { text } })
  if (padding !== null) return adjoint(win.shape, padding)
  const { shape, pads } = reached(win.shape, kernel, win)
  const begin = [0, pads[0][0], pads[1][0], 0]
  return nodes.op('Slice', [adjoint(shape, 'VALID'), nodes.ints(begin), nodes.ints(win.shape)], {
    T: { type: 'float' },
    Index: { type: 'int32' },
  })
}

const float = { type: { type: 'float' }, index: { type: 'int32' } } as const

/** The windows of x and of dy that a filter's adjoint correlates. */
interface Maps<H> {
  readonly x: H
  readonly dy: H
  readonly padding: 'SAME' | 'VALID'
}

/** The two shapes, of x and of dy. */
export type Shapes = readonly [x: Shape, dy: Shape]

const rows = 1

/** Into how many strips of rows to part dy so that each is near: the fewest that part it evenly; 1 where none do, or where strides are longer. */
const stripsOf = (near: number | null, [x, dy]: Shapes, win: Window): number => {
  if (near === null || [...win.strides, ...win.dilations].some((n) => n !== 1)) return 1
  const height = extent(dy, rows)
  const bytes = 4 * height * extent(dy, 2) * Math.max(extent(x, 3), extent(dy, 3))
  const parts = Array.from({ length: Math.min(height, 16) }, (_, i) => i + 1).filter((n) => height % n === 0)
  return parts.find((n) => bytes / n <= near) ?? 1
}

const whole = <H>(nodes: Nodes<H>, [x, dy]: readonly [H, H], [image]: Shapes, win: Window & { readonly shape: Shape }): Maps<H> => {
  const padding = name(image, win.shape, win)
  return padding !== null ? { x, dy, padding } : { x: padded(nodes, x, reached(image, win.shape, win).pads), dy, padding: 'VALID' }
}

const padded = <H>(nodes: Nodes<H>, x: H, pads: Window['pads']): H =>
  pads.flat().every((p) => p === 0) ? x : nodes.op('Pad', [x, nodes.ints(cells(pads), [4, 2])], { T: float.type, Tpaddings: float.index })

/** Strips of rows as images of their own, those of x with the rows that the kernel reaches beyond: the sum over images is the sum over strips. */
const striped = <H>(
  nodes: Nodes<H>,
  [x, dy]: readonly [H, H],
  [image, cotangent]: Shapes,
  win: Window & { readonly shape: Shape },
  strips: number,
): Maps<H> => {
  const to = (from: H, shape: Shape): H => nodes.op('Reshape', [from, nodes.ints(shape)], { T: float.type, Tshape: float.index })
  const [n = 1, height = 1, width = 1, channels = 1] = cotangent
  const [high, beyond] = [height / strips, extent(win.shape, 0) - 1]
  const { shape, pads } = reached(image, win.shape, win)
  const [, , wide = 1, depth = 1] = shape
  const source = padded(nodes, x, pads)
  const strip = (i: number): H =>
    nodes.op('Slice', [source, nodes.ints([0, i * high, 0, 0]), nodes.ints([n, high + beyond, wide, depth])], {
      T: float.type,
      Index: float.index,
    })
  const each = (): readonly H[] => Array.from({ length: strips }, (_, i) => strip(i))
  const joined = (): H =>
    nodes.op('ConcatV2', [...each(), nodes.ints([rows], [])], { N: { int: strips }, T: float.type, Tidx: float.index })
  return {
    x: to(beyond === 0 ? source : joined(), [n * strips, high + beyond, wide, depth]),
    dy: to(dy, [n * strips, high, width, channels]),
    padding: 'VALID',
  }
}

/**
 * The adjoint in w, of `shape`; x and dy have these shapes. oneDNN reads both maps again for each block of channels, so that maps that are
 * not near are parted: of 100×100×256 it takes 63 ms in place of 79.
 */
export const filterAdjoint = <H>(nodes: Nodes<H>, maps: readonly [H, H], shapes: Shapes, win: Window & { readonly shape: Shape }): H => {
  const strips = stripsOf(nodes.near, shapes, win)
  const { x, dy, padding } = strips === 1 ? whole(nodes, maps, shapes, win) : striped(nodes, maps, shapes, win, strips)
  return nodes.product('Conv2DBackpropFilter', [x, nodes.ints(win.shape), dy], { ...sliding(win), padding: { text: padding } })
}
