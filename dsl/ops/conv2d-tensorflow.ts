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

/** The adjoint in w, of `shape`; `x` has the shape `image`. */
export const filterAdjoint = <H>(nodes: Nodes<H>, [x, dy]: readonly [H, H], image: Shape, win: Window & { readonly shape: Shape }): H => {
  const padding = name(image, win.shape, win)
  const adjoint = (from: H, text: string): H =>
    nodes.product('Conv2DBackpropFilter', [from, nodes.ints(win.shape), dy], { ...sliding(win), padding: { text } })
  if (padding !== null) return adjoint(x, padding)
  const paddings = nodes.ints(cells(reached(image, win.shape, win).pads), [4, 2])
  return adjoint(nodes.op('Pad', [x, paddings], { T: { type: 'float' }, Tpaddings: { type: 'int32' } }), 'VALID')
}
