import type { Program } from '../../compile/compile.ts'
import { flatten } from '../../core/procedure.ts'
import { countUses, topological } from '../../core/graph.ts'
import { extent, sameShape, type Tensor } from '../../core/tensor.ts'
import { addOp } from '../../ops/add.ts'
import { conv2dOp } from '../../ops/conv2d.ts'
import { mulOp } from '../../ops/mul.ts'
import { reluOp } from '../../ops/relu.ts'
import { stepOp } from '../../ops/step.ts'

/** A convolution, a number a channel added to it, and perhaps what is not negative of that: one op in TensorFlow, which writes its map once. */
export interface Fused {
  readonly convolution: Tensor
  readonly bias: Tensor
  readonly relu: boolean
}

/** A cotangent, taken where a map is positive: the gradient of ReLU, of the map that it gave. One op in TensorFlow, and no mask. */
export interface Cut {
  readonly dy: Tensor
  readonly y: Tensor
}

/** The fusions of a program, by the node whose value they give, and the nodes that no one else sees. */
export interface Fusions {
  readonly of: ReadonlyMap<Tensor, Fused>
  readonly cuts: ReadonlyMap<Tensor, Cut>
  readonly hidden: ReadonlySet<Tensor>
}

/** No fusions. */
export const unfused: Fusions = { of: new Map(), cuts: new Map(), hidden: new Set() }

/** The mask of a map times a cotangent of its shape. */
const cutOf = (x: Tensor): (Cut & { readonly mask: Tensor }) | null => {
  const [a, b] = x.inputs
  if (x.primitive.name !== mulOp.name || a === undefined || b === undefined || !sameShape(a.shape, b.shape)) return null
  const [mask, dy] = a.primitive.name === stepOp.name ? [a, b] : [b, a]
  const [y] = mask.inputs
  return mask.primitive.name !== stepOp.name || y === undefined ? null : { mask, dy, y }
}

/** Finds convolutions with bias, and ReLU, none of which anything else reads in between; and gradients of ReLU. */
export const fusionsOf = ({ legal }: Program): Fusions => {
  const outputs = flatten(legal)
  const uses = countUses(outputs)
  const alone = (x: Tensor | undefined): x is Tensor => x !== undefined && uses.get(x) === 1
  const biased = (x: Tensor | undefined): Omit<Fused, 'relu'> | null => {
    if (x?.primitive.name !== addOp.name) return null
    const [a, b] = x.inputs
    const pairs = [
      [a, b],
      [b, a],
    ] as const
    const found = pairs.find(
      ([conv, bias]) =>
        alone(conv) && conv.primitive.name === conv2dOp.name && bias?.shape.length === 1 && extent(bias.shape, 0) === extent(conv.shape, 3),
    )
    const [convolution, bias] = found ?? []
    return convolution === undefined || bias === undefined ? null : { convolution, bias }
  }
  const of = new Map<Tensor, Fused>()
  const cuts = new Map<Tensor, Cut>()
  const masks = new Map<Tensor, number>()
  const hidden = new Set<Tensor>()
  const fuse = (x: Tensor, fused: Fused): void => {
    of.set(x, fused)
    hidden.add(fused.convolution)
  }
  for (const x of topological(Object.values(outputs))) {
    const [before] = x.inputs
    const positive = x.primitive.name === reluOp.name && alone(before) ? biased(before) : null
    const sum = biased(x)
    if (positive !== null && before !== undefined) {
      fuse(x, { ...positive, relu: true })
      of.delete(before)
      hidden.add(before)
    } else if (sum !== null) fuse(x, { ...sum, relu: false })
    const cut = cutOf(x)
    if (cut !== null) {
      cuts.set(x, cut)
      masks.set(cut.mask, (masks.get(cut.mask) ?? 0) + 1)
    }
  }
  for (const [mask, n] of masks) if (n === uses.get(mask)) hidden.add(mask)
  return { of, cuts, hidden }
}
