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

export const paddingName = (x: Shape, w: Shape, win: Window): 'SAME' | 'VALID' | null => {
  if (win.pads.flat().every((p) => p === 0)) return 'VALID'
  return axes.every((axis) => same(x, w, win, axis).every((p, side) => p === win.pads[axis][side])) ? 'SAME' : null
}

export const sliding = (win: Window): NodeAttributes => ({
  strides: { ints: [1, ...win.strides, 1] },
  dilations: { ints: [1, ...win.dilations, 1] },
})

const cells = (pads: Window['pads']): readonly number[] => [0, 0, ...pads[0], ...pads[1], 0, 0]

/** The window of a convolution of x with w, in the words of TensorFlow's `Conv2D`. */
export const forwardWindow = (x: Shape, w: Shape, win: Window): NodeAttributes => {
  const padding = paddingName(x, w, win)
  return padding === null
    ? { ...sliding(win), padding: { text: 'EXPLICIT' }, explicit_paddings: { ints: cells(win.pads) } }
    : { ...sliding(win), padding: { text: padding } }
}

/** What a window without a name sees of x: all of it that it reaches, zeros about it. Its pads take off what is behind the last tap. */
export const reached = (x: Shape, w: Shape, win: Window): { readonly shape: Shape; readonly pads: Window['pads'] } => {
  const pads = (axis: Axis): readonly [number, number] => {
    const [n, [before]] = [extent(x, axis + 1), win.pads[axis]]
    const last = (convolved(n, extent(w, axis), win, axis) - 1) * win.strides[axis] + reach(extent(w, axis), win.dilations[axis])
    return [before, Math.max(0, last - before - n)]
  }
  const [rows, columns] = [pads(0), pads(1)]
  const padded = (axis: Axis, [a, b]: readonly [number, number]): number => a + extent(x, axis + 1) + b
  return { shape: [extent(x, 0), padded(0, rows), padded(1, columns), extent(x, 3)], pads: [rows, columns] }
}

const [float, int32] = [{ type: 'float' }, { type: 'int32' }] as const

/** Zeros about x. */
export const padded = <H>(nodes: Nodes<H>, x: H, pads: Window['pads']): H =>
  pads.flat().every((p) => p === 0) ? x : nodes.op('Pad', [x, nodes.ints(cells(pads), [4, 2])], { T: float, Tpaddings: int32 })

/** The window of `size` that begins at `begin`. */
export const sliced = <H>(nodes: Nodes<H>, x: H, begin: readonly number[], size: Shape): H =>
  nodes.op('Slice', [x, nodes.ints(begin), nodes.ints(size)], { T: float, Index: int32 })

/** The adjoint in x, of `shape`; `w` has the shape `kernel`. */
export const inputAdjoint = <H>(nodes: Nodes<H>, [dy, w]: readonly [H, H], kernel: Shape, win: Window & { readonly shape: Shape }): H => {
  const padding = paddingName(win.shape, kernel, win)
  const adjoint = (shape: Shape, text: string): H =>
    nodes.product('Conv2DBackpropInput', [nodes.ints(shape), w, dy], { ...sliding(win), padding: { text } })
  if (padding !== null) return adjoint(win.shape, padding)
  const { shape, pads } = reached(win.shape, kernel, win)
  return sliced(nodes, adjoint(shape, 'VALID'), [0, pads[0][0], pads[1][0], 0], win.shape)
}
