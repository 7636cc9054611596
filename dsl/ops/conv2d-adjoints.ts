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

/** Grows rows and columns by zeros before and after, and crops them where the number is negative: all of x may be cropped away. */
const fit = (x: Tensor<'f32'>, rows: readonly [number, number], columns: readonly [number, number]): Tensor<'f32'> => {
  const crop = ([before, after]: readonly [number, number]): readonly [number, number] => [Math.max(0, -before), Math.max(0, -after)]
  const grow = ([before, after]: readonly [number, number]): readonly [number, number] => [Math.max(0, before), Math.max(0, after)]
  const [r, c] = [crop(rows), crop(columns)]
  const wide = pad(x, [[0, 0], grow(rows), grow(columns), [0, 0]])
  const [n = 1, h = 1, w = 1, ch = 1] = wide.shape
  return slice(wide, [0, r[0], c[0], 0], [n, h - r[0] - r[1], w - c[0] - c[1], ch])
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

/** Rows and columns to add to x (crop where negative) so that the kernel meets exactly the positions of dy. */
const margins = (x: Shape, dy: Shape, p: Adjoint, axis: 0 | 1): readonly [number, number] => {
  const seen = (extent(dy, axis + 1) - 1) * p.strides[axis] + reach(extent(p.shape, axis), p.dilations[axis])
  return [p.pads[axis][0], seen - extent(x, axis + 1) - p.pads[axis][0]]
}

/**
 * dw of a convolution with stride 1: one matrix product for each cell of the kernel, (ci × positions) · (positions × co). Images are
 * innermost among the positions, so that the windows of x are copied in long runs, and x is transposed once for all cells.
 */
const filterByMatmul = (x: Tensor<'f32'>, dy: Tensor<'f32'>, p: Adjoint): Tensor<'f32'> => {
  const [kh = 1, kw = 1, ci = 1, co = 1] = p.shape
  const [n = 1, oh = 1, ow = 1] = dy.shape
  const wide = transpose(fit(x, margins(x.shape, dy.shape, p, 0), margins(x.shape, dy.shape, p, 1)), [3, 1, 2, 0])
  const cotangent = reshape(transpose(dy, [1, 2, 0, 3]), [1, oh * ow * n, co])
  const taps = Array.from({ length: kh * kw }, (_, k) => {
    const seen = slice(wide, [0, Math.floor(k / kw) * p.dilations[0], (k % kw) * p.dilations[1], 0], [ci, oh, ow, n])
    return matmul(reshape(seen, [1, ci, oh * ow * n]), cotangent)
  })
  return reshape(concat(taps, 0), p.shape)
}

/** dw as a convolution: channels of x are its images, images its channels, dy its kernel, and stride <-> dilation. */
const filterByConvolution = (convolve: Convolve, x: Tensor<'f32'>, dy: Tensor<'f32'>, p: Adjoint): Tensor<'f32'> => {
  const wide = fit(x, margins(x.shape, dy.shape, p, 0), margins(x.shape, dy.shape, p, 1))
  const w = convolve(transpose(wide, [3, 1, 2, 0]), transpose(dy, [1, 2, 0, 3]), {
    strides: p.dilations,
    dilations: p.strides,
    pads: [
      [0, 0],
      [0, 0],
    ],
  })
  return transpose(w, [1, 2, 0, 3])
}

/** dw in simpler primitives: products where the windows of x are plain slices, which is twice as fast, a convolution elsewhere. */
export const filterOf = (convolve: Convolve, x: Tensor<'f32'>, dy: Tensor<'f32'>, p: Adjoint): Tensor<'f32'> =>
  p.strides.every((s) => s === 1) ? filterByMatmul(x, dy, p) : filterByConvolution(convolve, x, dy, p)
