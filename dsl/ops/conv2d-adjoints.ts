import { extent, type Shape, type Tensor } from '../core/tensor.ts'
import { concat } from './concat.ts'
import { matmul } from './matmul.ts'
import { reshape } from './reshape.ts'
import { reverse } from './reverse.ts'
import { pad, slice } from './slice.ts'
import { transpose } from './transpose.ts'
import { reach, type Window } from './window.ts'

// How a backend without (good) kernels for the adjoints of conv2d computes them. Exchange table of the input adjoint:
//   stride <-> dilation of dy by zeros,   kernel -> flipped, channels transposed,   pad -> reach − 1 − pad

type Adjoint = Window & { readonly shape: Shape }
type Convolve = (x: Tensor<'f32'>, w: Tensor<'f32'>, win: Window) => Tensor<'f32'>

/** Puts stride − 1 zeros behind each row and column. */
const spread = (dy: Tensor<'f32'>, [sh, sw]: Window['strides']): Tensor<'f32'> => {
  if (sh === 1 && sw === 1) return dy
  const [n = 1, h = 1, w = 1, c = 1] = dy.shape
  const columns = reshape(
    pad(reshape(dy, [n * h, w, 1, c]), [
      [0, 0],
      [0, 0],
      [0, sw - 1],
      [0, 0],
    ]),
    [n * h, 1, w * sw * c, 1],
  )
  const rows = pad(columns, [
    [0, 0],
    [0, sh - 1],
    [0, 0],
    [0, 0],
  ])
  return reshape(rows, [n, h * sh, w * sw, c])
}

/** The extent, padding or cropping that brings a spread axis to where a stride-1 convolution gives `extent` positions. */
const fit = (x: Tensor<'f32'>, rows: readonly [number, number], columns: readonly [number, number]): Tensor<'f32'> => {
  const crop = ([before, after]: readonly [number, number]): readonly [number, number] => [Math.max(0, -before), Math.max(0, -after)]
  const grow = ([before, after]: readonly [number, number]): readonly [number, number] => [Math.max(0, before), Math.max(0, after)]
  const [r, c] = [crop(rows), crop(columns)]
  const [n = 1, h = 1, w = 1, ch = 1] = x.shape
  return pad(slice(x, [0, r[0], c[0], 0], [n, h - r[0] - r[1], w - c[0] - c[1], ch]), [[0, 0], grow(rows), grow(columns), [0, 0]])
}

/** dx as a convolution of the spread cotangent with the flipped, transposed kernel. */
export const inputByConvolution = (convolve: Convolve, dy: Tensor<'f32'>, w: Tensor<'f32'>, p: Adjoint): Tensor<'f32'> => {
  const wide = spread(dy, p.strides)
  const need = (axis: 0 | 1): readonly [number, number] => {
    const k = reach(extent(w.shape, axis), p.dilations[axis])
    const before = k - 1 - p.pads[axis][0]
    return [before, extent(p.shape, axis + 1) - extent(wide.shape, axis + 1) - before + k - 1]
  }
  const [rows, columns] = [need(0), need(1)]
  const flipped = transpose(reverse(w, [0, 1]), [0, 1, 3, 2])
  const padded = [...rows, ...columns].every((v) => v >= 0)
  return convolve(padded ? wide : fit(wide, rows, columns), flipped, {
    strides: [1, 1],
    dilations: p.dilations,
    pads: padded
      ? [rows, columns]
      : [
          [0, 0],
          [0, 0],
        ],
  })
}

/** Every stride-th row and column of x from (top, left), `oh` by `ow` of them. */
const strided = (x: Tensor<'f32'>, top: number, left: number, oh: number, ow: number, [sh, sw]: Window['strides']): Tensor<'f32'> => {
  const [n = 1, , , c = 1] = x.shape
  const block = slice(x, [0, top, left, 0], [n, oh * sh, ow * sw, c])
  if (sh === 1 && sw === 1) return block
  const rows = slice(reshape(block, [n * oh, sh, ow * sw * c]), [0, 0, 0], [n * oh, 1, ow * sw * c])
  return reshape(slice(reshape(rows, [n * oh * ow, sw, c]), [0, 0, 0], [n * oh * ow, 1, c]), [n, oh, ow, c])
}

/** dw, one matrix product for each cell of the kernel: (positions × ci)ᵀ · (positions × co). */
export const filterByMatmul = (x: Tensor<'f32'>, dy: Tensor<'f32'>, p: Adjoint): Tensor<'f32'> => {
  const [kh = 1, kw = 1, ci = 1, co = 1] = p.shape
  const [n = 1, oh = 1, ow = 1] = dy.shape
  const need = (axis: 0 | 1, out: number): number =>
    Math.max(0, (extent(p.shape, axis) - 1) * p.dilations[axis] + out * p.strides[axis] - extent(x.shape, axis + 1) - p.pads[axis][0])
  const wide = pad(x, [
    [0, 0],
    [p.pads[0][0], need(0, oh)],
    [p.pads[1][0], need(1, ow)],
    [0, 0],
  ])
  const cotangent = reshape(dy, [1, n * oh * ow, co])
  const taps: Tensor<'f32'>[] = []
  for (let i = 0; i < kh; i++)
    for (let j = 0; j < kw; j++) {
      const seen = strided(wide, i * p.dilations[0], j * p.dilations[1], oh, ow, p.strides)
      taps.push(matmul(reshape(seen, [1, n * oh * ow, ci]), cotangent, { left: true }))
    }
  return reshape(concat(taps, 0), p.shape)
}
