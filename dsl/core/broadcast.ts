import { size, type Shape } from './tensor.ts'

/** The shape of an elementwise application: axes align from the last; an extent of 1, or an absent axis, repeats. Null where two extents disagree. */
export const broadcastShape = (a: Shape, b: Shape): Shape | null => {
  const rank = Math.max(a.length, b.length)
  const out: number[] = []
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x !== y && x !== 1 && y !== 1) return null
    out.push(x === 1 ? y : x)
  }
  return out
}

/** Row-major strides. @example strides([2, 3, 4]) // => [12, 4, 1] */
export const strides = (shape: Shape): readonly number[] => shape.map((_, i) => size(shape.slice(i + 1)))

/** Strides by which `shape` is read over `out`, 0 along the axes that repeat. */
export const repeatedStrides = (shape: Shape, out: Shape): readonly number[] => {
  const own = strides(shape)
  return out.map((_, i) => {
    const k = shape.length - out.length + i
    return (shape[k] ?? 1) === 1 ? 0 : (own[k] ?? 0)
  })
}

/** For each element of `out` in row-major order, the offset reached by `steps` from `origin`. */
export const offsets = (out: Shape, steps: readonly number[], origin = 0): Int32Array => {
  let at = Int32Array.of(origin)
  out.forEach((extent, axis) => {
    const step = steps[axis] ?? 0
    const next = new Int32Array(at.length * extent)
    let k = 0
    for (const offset of at) for (let i = 0; i < extent; i++) next[k++] = offset + i * step
    at = next
  })
  return at
}
