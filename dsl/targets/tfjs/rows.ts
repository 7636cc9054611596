import { apply, float } from '../../core/apply.ts'
import { type Shape, sameShape, size, type Tensor } from '../../core/tensor.ts'
import { addOp } from '../../ops/add.ts'
import { divOp } from '../../ops/div.ts'
import { maximumOp } from '../../ops/maximum.ts'
import { minimumOp } from '../../ops/minimum.ts'
import { mulOp } from '../../ops/mul.ts'
import { reshape } from '../../ops/reshape.ts'
import { subOp } from '../../ops/sub.ts'
import { broadcast } from '../../ops/sum.ts'

// The wasm backend's elementwise kernels run over the innermost numbers that both operands have, or that one of them repeats, a call a
// run: a vector of 16 channels against a map takes 6 times as long as a second map does, a number a group 30 times. A small operand is
// repeated beforehand, until a run is long enough to hide its call.

const elementwise: ReadonlySet<string> = new Set([addOp, subOp, mulOp, divOp, maximumOp, minimumOp].map((p) => p.name))

/** A run of this length hides its call. */
const long = 256

/** Below this size nothing is slow. */
const large = 4096

/** The innermost numbers that z takes from one run of b, or from one number of it. */
const run = (b: Shape, z: Shape): number => {
  let [same, one] = [z.length, z.length]
  while (same > 0 && b[same - 1] === z[same - 1]) same--
  while (one > 0 && b[one - 1] === 1) one--
  return Math.max(size(z.slice(same)), size(z.slice(one)))
}

/** Axis `axis` of z, of which `part` and all inner axes are one run. */
interface Split {
  readonly axis: number
  readonly part: number
}

const split = (b: Shape, z: Shape): Split => {
  let axis = z.length - 1
  while (axis > 0 && size(z.slice(axis)) < long) axis--
  const [extent = 1, inner] = [z[axis], size(z.slice(axis + 1))]
  let part = Math.min(extent, Math.ceil(long / inner))
  while (extent % part !== 0) part++
  return { axis, part: b[axis] === 1 ? part : extent }
}

/** A node whose small operand is repeated along its rows, or null where that does not pay. */
export const widened = (x: Tensor): Tensor | null => {
  if (!elementwise.has(x.primitive.name) || size(x.shape) < large) return null
  const small = x.inputs.findIndex((i) => !sameShape(i.shape, x.shape))
  const [b, full] = [x.inputs[small], x.inputs[1 - small]]
  if (b === undefined || full === undefined || size(b.shape) === 1 || !sameShape(full.shape, x.shape)) return null
  const z = x.shape
  const aligned: Shape = [...z.slice(b.shape.length).map(() => 1), ...b.shape]
  if (run(aligned, z) >= long) return null
  const { axis, part } = split(aligned, z)
  const [outer, inner] = [z.slice(0, axis), z.slice(axis + 1)]
  const row = part * size(inner)
  const repeated = [...aligned.slice(0, axis), 1, part, ...inner]
  if (size(repeated) * 8 > size(z)) return null
  const apart = reshape(float(b), [...aligned.slice(0, axis), 1, ...aligned.slice(axis)])
  const wide = reshape(broadcast(apart, repeated), [...aligned.slice(0, axis), 1, row])
  const rows = reshape(float(full), [...outer, size(z) / size(outer) / row, row])
  return reshape(float(apply(x.primitive, small === 0 ? [wide, rows] : [rows, wide], x.params)), z)
}
