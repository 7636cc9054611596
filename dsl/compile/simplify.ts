import { apply } from '../core/apply.ts'
import { rewrite } from '../core/graph.ts'
import { at } from '../core/scope.ts'
import { sameShape, type Tensor } from '../core/tensor.ts'
import { addOp } from '../ops/add.ts'
import { divOp } from '../ops/div.ts'
import { leaf } from '../ops/leaf.ts'
import { maximumOp } from '../ops/maximum.ts'
import { minimumOp } from '../ops/minimum.ts'
import { mulOp } from '../ops/mul.ts'
import { reshapeOp } from '../ops/reshape.ts'
import { subOp } from '../ops/sub.ts'
import { broadcastOp } from '../ops/sum.ts'
import { differentiated } from './grammar.ts'
import type { Pass } from './pass.ts'

const elementwise: ReadonlySet<string> = new Set([addOp, subOp, mulOp, divOp, maximumOp, minimumOp].map((p) => p.name))

const everywhere = (x: Tensor, value: number): boolean => {
  const l = leaf(x)
  return l?.kind === 'constant' && l.data.value === value
}

/** x + 0, x − 0, x · 1 and x / 1 are x. */
const withoutNeutral = (x: Tensor): Tensor => {
  const [a, b] = x.inputs
  if (a === undefined || b === undefined) return x
  const neutral =
    x.primitive.name === addOp.name || x.primitive.name === subOp.name
      ? 0
      : x.primitive.name === mulOp.name || x.primitive.name === divOp.name
        ? 1
        : null
  if (neutral === null) return x
  if (everywhere(b, neutral) && sameShape(a.shape, x.shape)) return a
  const commutes = x.primitive.name === addOp.name || x.primitive.name === mulOp.name
  return commutes && everywhere(a, neutral) && sameShape(b.shape, x.shape) ? b : x
}

/** What a chain of broadcasts repeats. */
const unrepeated = (x: Tensor): Tensor => {
  const [source] = x.inputs
  return x.primitive.name === broadcastOp.name && source !== undefined ? unrepeated(source) : x
}

/** An elementwise operation repeats its operand itself where the other one has the full shape. */
const withoutBroadcast = (x: Tensor): Tensor => {
  if (!elementwise.has(x.primitive.name)) return x
  const [a, b] = x.inputs
  if (a === undefined || b === undefined) return x
  const rebuilt = (inputs: readonly Tensor[]): Tensor => at(x, () => apply(x.primitive, inputs, x.params))
  const [left, right] = [unrepeated(a), unrepeated(b)]
  if (left !== a && sameShape(b.shape, x.shape)) return rebuilt([left, b])
  return right !== b && sameShape(a.shape, x.shape) ? rebuilt([a, right]) : x
}

/** A reshape of a reshape is one reshape, and one to the same shape is none. */
const withoutReshape = (x: Tensor): Tensor => {
  if (x.primitive.name !== reshapeOp.name) return x
  const [inner] = x.inputs
  const source = inner?.primitive.name === reshapeOp.name ? inner.inputs[0] : inner
  if (source === undefined) return x
  if (sameShape(source.shape, x.shape)) return source
  return source === inner ? x : at(x, () => apply(reshapeOp, [source], { shape: x.shape }))
}

/** Takes away what does nothing: neutral elements, repeats that an elementwise operation makes itself, reshapes of reshapes. */
export const simplify: Pass = {
  name: 'simplify',
  says: 'takes away neutral elements, repeats that elementwise operations make themselves, and reshapes of reshapes',
  from: differentiated,
  to: differentiated,
  run: (outputs) => rewrite(outputs, (x) => withoutReshape(withoutNeutral(withoutBroadcast(x)))),
}
