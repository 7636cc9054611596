import * as t from 'io-ts'
import { apply, float } from '../../../core/apply.ts'
import { type Shape, size, type Tensor } from '../../../core/tensor.ts'
import { addOp } from '../../../ops/add.ts'
import { divOp } from '../../../ops/div.ts'
import { maximumOp } from '../../../ops/maximum.ts'
import { minimumOp } from '../../../ops/minimum.ts'
import { mulOp } from '../../../ops/mul.ts'
import { reshape } from '../../../ops/reshape.ts'
import { reverse, reverseOp } from '../../../ops/reverse.ts'
import { pad, padOp, slice, sliceOp } from '../../../ops/slice.ts'
import { subOp } from '../../../ops/sub.ts'
import { broadcast, broadcastOp } from '../../../ops/sum.ts'

// The WebGPU backend's shaders count four axes well. Past that, Pad does not compile, Tile falls back to reading the GPU by a canvas, Reverse
// knows no fifth, and elementwise kernels index vectors that WGSL has not. So there are never more.

/** The axes that every shader can count. */
export const countable = 4

const elementwise: ReadonlySet<string> = new Set([addOp, subOp, mulOp, divOp, maximumOp, minimumOp].map((p) => p.name))

/** Does `f` on axis `axis` of x as the middle one of three. */
const along = (x: Tensor<'f32'>, axis: number, f: (middle: Tensor<'f32'>) => Tensor<'f32'>): Tensor<'f32'> => {
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
  const y = f(reshape(x, [size(before), x.shape[axis] ?? 1, size(after)]))
  return reshape(y, [...before, y.shape[1] ?? 1, ...after])
}

/** One axis after the other; `f` gives null for one that stays as it is. */
const oneByOne = (x: Tensor, f: (axis: number) => ((middle: Tensor<'f32'>) => Tensor<'f32'>) | null): Tensor =>
  x.shape.reduce((y, _, axis) => {
    const change = f(axis)
    return change === null ? y : along(y, axis, change)
  }, float(x))

/** Axes that are repeated alike in both operands as one axis, extents of 1 left out: operands and result. */
const merged = (a: Shape, b: Shape, z: Shape): readonly (readonly [number, number, number])[] => {
  const at = (s: Shape, i: number): number => s[s.length - z.length + i] ?? 1
  const groups: { alike: string; extents: readonly [number, number, number] }[] = []
  z.forEach((n, i) => {
    if (n === 1) return
    const [p, q] = [at(a, i), at(b, i)]
    const alike = `${String(p === 1)} ${String(q === 1)}`
    const last = groups.at(-1)
    if (last?.alike === alike) last.extents = [last.extents[0] * p, last.extents[1] * q, last.extents[2] * n]
    else groups.push({ alike, extents: [p, q, n] })
  })
  return groups.map(({ extents }) => extents)
}

const paired = (z: Tensor): Tensor => {
  const [a, b] = z.inputs.map((x) => float(x))
  if (a === undefined || b === undefined) throw new Error(`internal: ${z.primitive.name} has two operands`)
  const axes = merged(a.shape, b.shape, z.shape)
  const few = axes.length <= countable
  const flat = [size(z.shape)]
  const x = few
    ? reshape(
        a,
        axes.map(([p]) => p),
      )
    : reshape(broadcast(a, z.shape), flat)
  const y = few
    ? reshape(
        b,
        axes.map(([, q]) => q),
      )
    : reshape(broadcast(b, z.shape), flat)
  return reshape(float(apply(z.primitive, [x, y], z.params)), z.shape)
}

const Padded = t.type({ pads: t.readonlyArray(t.tuple([t.number, t.number])) })
const Sliced = t.type({ begin: t.readonlyArray(t.number), size: t.readonlyArray(t.number) })
const Reversed = t.type({ axes: t.readonlyArray(t.number) })

/** A node of more axes than shaders count in nodes of fewer, or null where it has few, or where its kernel can count them. */
export const fewerAxes = (y: Tensor): Tensor | null => {
  const [x] = y.inputs
  const { params, primitive, shape } = y
  if (x === undefined || shape.length <= countable) return null
  if (elementwise.has(primitive.name)) return paired(y)
  switch (primitive.name) {
    case broadcastOp.name:
      return oneByOne(x, (i) => {
        const n = shape[i] ?? 1
        return n === x.shape[i] ? null : (m) => broadcast(m, [m.shape[0] ?? 1, n, m.shape[2] ?? 1])
      })
    case padOp.name:
      return oneByOne(x, (i) => {
        const pads = Padded.is(params) ? params.pads[i] : undefined
        return pads === undefined || shape[i] === x.shape[i] ? null : (m) => pad(m, [[0, 0], pads, [0, 0]])
      })
    case sliceOp.name:
      return oneByOne(x, (i) => {
        const [begin, n] = Sliced.is(params) ? [params.begin[i] ?? 0, params.size[i] ?? 1] : [0, 1]
        return n === x.shape[i] ? null : (m) => slice(m, [0, begin, 0], [m.shape[0] ?? 1, n, m.shape[2] ?? 1])
      })
    case reverseOp.name:
      return oneByOne(x, (i) => (Reversed.is(params) && params.axes.includes(i) ? (m) => reverse(m, [1]) : null))
    default:
      return null
  }
}
