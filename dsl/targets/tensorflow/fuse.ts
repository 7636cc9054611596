import type { Program } from '../../compile/compile.ts'
import { flatten } from '../../core/procedure.ts'
import { countUses, topological } from '../../core/graph.ts'
import { extent, sameShape, type Tensor } from '../../core/tensor.ts'
import { addOp } from '../../ops/add.ts'
import { conv2dOp } from '../../ops/conv2d.ts'
import { mulOp } from '../../ops/mul.ts'
import { reluOp } from '../../ops/relu.ts'
import { stepOp } from '../../ops/step.ts'

/** A convolution with a bias, perhaps another map added, and perhaps ReLU behind it: one op in TensorFlow, which writes its map once. */
export interface Fused {
  readonly convolution: Tensor
  readonly bias: Tensor
  readonly summand: Tensor | null
  readonly relu: boolean
}

/** A cotangent, taken where a map is positive: the gradient of ReLU, of the map that it gave. One op in TensorFlow, and no mask. */
export interface ReluGradient {
  readonly dy: Tensor
  readonly y: Tensor
}

/** The fusions of a program, by the node whose value they give, and the nodes that no one else sees. */
export interface Fusions {
  readonly of: ReadonlyMap<Tensor, Fused>
  readonly reluGradients: ReadonlyMap<Tensor, ReluGradient>
  readonly hidden: ReadonlySet<Tensor>
}

/** No fusions. */
export const unfused: Fusions = { of: new Map(), reluGradients: new Map(), hidden: new Set() }

/** The mask of a map times a cotangent of its shape. */
const reluGradientOf = (x: Tensor): (ReluGradient & { readonly mask: Tensor }) | null => {
  const [a, b] = x.inputs
  if (x.primitive.name !== mulOp.name || a === undefined || b === undefined || !sameShape(a.shape, b.shape)) return null
  const [mask, dy] = a.primitive.name === stepOp.name ? [a, b] : [b, a]
  const [y] = mask.inputs
  return mask.primitive.name !== stepOp.name || y === undefined ? null : { mask, dy, y }
}

/** A sum as one op, and the nodes that it takes in. */
interface Found extends Omit<Fused, 'relu'> {
  readonly hides: readonly Tensor[]
}

const sides = ({ inputs: [a, b] }: Tensor): readonly (readonly [Tensor | undefined, Tensor | undefined])[] => [
  [a, b],
  [b, a],
]

type Alone = (x: Tensor | undefined) => x is Tensor

const biased = (x: Tensor, alone: Alone): Found | null => {
  for (const [convolution, bias] of sides(x))
    if (alone(convolution) && convolution.primitive.name === conv2dOp.name && bias?.shape.length === 1)
      if (extent(bias.shape, 0) === extent(convolution.shape, 3)) return { convolution, bias, summand: null, hides: [convolution] }
  return null
}

const withMap = (x: Tensor, alone: Alone): Found | null => {
  for (const [y, summand] of sides(x)) {
    const found = alone(y) && y.primitive.name === addOp.name ? biased(y, alone) : null
    if (found !== null && y !== undefined && summand !== undefined && sameShape(summand.shape, x.shape))
      return { ...found, summand, hides: [...found.hides, y] }
  }
  return null
}

/**
 * Finds convolutions with bias, with another map and with ReLU, none of which anything else reads in between; and gradients of ReLU. A map is
 * added only where `sums` is true: oneDNN alone does that.
 */
export const fusionsOf = ({ legal }: Program, sums: boolean): Fusions => {
  const outputs = flatten(legal)
  const uses = countUses(outputs)
  const alone: Alone = (x): x is Tensor => x !== undefined && uses.get(x) === 1
  const summed = (x: Tensor): Found | null =>
    x.primitive.name !== addOp.name ? null : (biased(x, alone) ?? (sums ? withMap(x, alone) : null))
  const of = new Map<Tensor, Fused>()
  const reluGradients = new Map<Tensor, ReluGradient>()
  const masks = new Map<Tensor, number>()
  const hidden = new Set<Tensor>()
  for (const x of topological(Object.values(outputs))) {
    const [before] = x.inputs
    const cutOff = x.primitive.name === reluOp.name && alone(before) ? before : null
    const found = summed(cutOff ?? x)
    if (found !== null) {
      const { hides, ...fused } = found
      of.set(x, { ...fused, relu: cutOff !== null })
      for (const y of [...hides, ...(cutOff === null ? [] : [cutOff])]) {
        hidden.add(y)
        of.delete(y)
      }
    }
    const gradient = reluGradientOf(x)
    if (gradient !== null) {
      reluGradients.set(x, gradient)
      masks.set(gradient.mask, (masks.get(gradient.mask) ?? 0) + 1)
    }
  }
  for (const [mask, n] of masks) if (n === uses.get(mask)) hidden.add(mask)
  return { of, reluGradients, hidden }
}
