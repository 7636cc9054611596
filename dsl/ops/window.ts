/** How a kernel slides over rows and columns; kernels are HWIO, features NHWC. */
export type Window = {
  readonly strides: readonly [rows: number, columns: number]
  readonly pads: readonly [rows: readonly [number, number], columns: readonly [number, number]]
  readonly dilations: readonly [rows: number, columns: number]
}

type Axis = 0 | 1

/** The extent that a kernel covers. @example reach(3, 2) // => 5 */
export const reach = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1

/** The output extent of a convolution along one axis. */
export const convolved = (extent: number, kernel: number, w: Window, axis: Axis): number =>
  Math.floor((extent + w.pads[axis][0] + w.pads[axis][1] - reach(kernel, w.dilations[axis])) / w.strides[axis]) + 1

/** A k×k window with padding (k − 1) / 2, so that stride 1 keeps the size. */
export const centred = (kernel: number, stride = 1): Window => {
  const p = (kernel - 1) / 2
  return {
    strides: [stride, stride],
    pads: [
      [p, p],
      [p, p],
    ],
    dilations: [1, 1],
  }
}

interface Sizes {
  readonly x: readonly number[]
  readonly w: readonly number[]
  readonly y: readonly number[]
}

/** Visits every pair of a position of x and one of y that a kernel cell joins, as offsets of their channel rows. */
export const eachTap = ({ x, w, y }: Sizes, win: Window, visit: (x: number, w: number, y: number) => void): void => {
  const [n = 1, h = 1, width = 1, ci = 1] = x
  const [kh = 1, kw = 1] = w
  const [, oh = 1, ow = 1, co = 1] = y
  for (let b = 0; b < n; b++)
    for (let i = 0; i < oh; i++)
      for (let ky = 0; ky < kh; ky++) {
        const r = i * win.strides[0] + ky * win.dilations[0] - win.pads[0][0]
        if (r < 0 || r >= h) continue
        for (let j = 0; j < ow; j++)
          for (let kx = 0; kx < kw; kx++) {
            const c = j * win.strides[1] + kx * win.dilations[1] - win.pads[1][0]
            if (c < 0 || c >= width) continue
            visit(((b * h + r) * width + c) * ci, (ky * kw + kx) * ci * co, ((b * oh + i) * ow + j) * co)
          }
      }
}
