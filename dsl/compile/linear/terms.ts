import { sameShape, type Tensor } from '../../core/tensor.ts'
import { addOp } from '../../ops/add.ts'
import type { Numbering } from '../key.ts'

/** Tensors whose sum another tensor is. */
export type Terms = readonly Tensor[]

/** More ways to write one tensor as a sum would cost time and find nothing. */
const mostWays = 4

/** Sets of positions over which a node is linear jointly. */
export const linearSets = (x: Tensor): readonly (readonly number[])[] =>
  x.primitive.linear === 'all' ? [x.inputs.map((_, i) => i)] : (x.primitive.linear ?? [])

/** A sum of two tensors of one shape. */
export const isSum = (x: Tensor): boolean => x.primitive.name === addOp.name && x.inputs.every((i) => sameShape(i.shape, x.shape))

const replaced = <A>(xs: readonly A[], at: number, by: readonly A[]): readonly A[] => [...xs.slice(0, at), ...by, ...xs.slice(at + 1)]

/** A sum is its two operands, or one of them with the other's own terms. */
const ofSum = (x: Tensor, known: ReadonlyMap<Tensor, readonly Terms[]>): readonly Terms[] =>
  isSum(x) ? [x.inputs, ...x.inputs.flatMap((i, at) => (known.get(i) ?? []).map((terms) => replaced(x.inputs, at, terms)))] : []

/** L(a + b) is L(a) + L(b), if the graph has both. Where L is linear over several positions jointly, each must be a sum of as many terms. */
const throughMap = (x: Tensor, known: ReadonlyMap<Tensor, readonly Terms[]>, numbering: Numbering): readonly Terms[] =>
  linearSets(x).flatMap((positions) => {
    const [first] = positions.flatMap((p) => x.inputs.slice(p, p + 1))
    return (first === undefined ? [] : (known.get(first) ?? [])).flatMap((lead) => {
      const termsAt = x.inputs.map((input, p) => {
        if (!positions.includes(p)) return lead.map(() => input)
        return input === first ? lead : (known.get(input) ?? []).find((terms) => terms.length === lead.length)
      })
      const images = lead.flatMap((_, k) => {
        const inputs = termsAt.flatMap((terms) => terms?.slice(k, k + 1) ?? [])
        const image = inputs.length === x.inputs.length ? numbering.find(x.primitive, inputs, x.params) : null
        return image === null ? [] : [image]
      })
      return images.length === lead.length ? [images] : []
    })
  })

/** The ways in which a node is a sum of nodes that the graph has anyway; those through a map first. */
export const waysToSum = (x: Tensor, known: ReadonlyMap<Tensor, readonly Terms[]>, numbering: Numbering): readonly Terms[] =>
  [...throughMap(x, known, numbering), ...ofSum(x, known)].slice(0, mostWays)
