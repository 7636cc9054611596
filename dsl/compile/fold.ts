import { apply, float } from '../core/apply.ts'
import { type Outputs, rewrite, topological } from '../core/graph.ts'
import { at } from '../core/scope.ts'
import { extent, sameShape, type Shape, size, type Tensor } from '../core/tensor.ts'
import { conv2dFilterOp, conv2dInputOp, conv2dOp } from '../ops/conv2d.ts'
import { mulOp } from '../ops/mul.ts'
import { differentiated } from './grammar.ts'
import type { Pass } from './pass.ts'

// A convolution is linear in each channel of its kernel, so a factor of each output channel may stand on the kernel or on the map:
//   conv(x, w) · s = conv(x, w · s),   convInput(y · s, w) = convInput(y, w · s),   convFilter(x, y · s) = convFilter(x, y) · s
// The kernel is the smaller of the two, but for the coarsest maps. A frozen batch normalisation is such a factor.

/** One number a channel, or one for all of them. */
const perChannel = (s: Shape, channels: number): boolean => size(s) === 1 || (size(s) === channels && extent(s, -1) === channels)

interface Scaled {
  readonly map: Tensor
  readonly factor: Tensor
}

/** A map times a factor of each of its channels. */
const scaled = (x: Tensor | undefined): Scaled | null => {
  if (x?.primitive.name !== mulOp.name) return null
  const [a, b] = x.inputs
  if (a === undefined || b === undefined || x.shape.length !== 4) return null
  const is = (map: Tensor, factor: Tensor): boolean => sameShape(map.shape, x.shape) && perChannel(factor.shape, extent(x.shape, 3))
  if (is(a, b)) return { map: a, factor: b }
  return is(b, a) ? { map: b, factor: a } : null
}

/** Where the adjoints of a convolution take the cotangent of its output. */
const cotangentAt = (x: Tensor): number | null =>
  x.primitive.name === conv2dInputOp.name ? 0 : x.primitive.name === conv2dFilterOp.name ? 1 : null

const kernelOf = (x: Tensor): Shape => (x.primitive.name === conv2dFilterOp.name ? x.shape : (x.inputs[1]?.shape ?? []))

type Users = ReadonlyMap<Tensor, readonly Tensor[]>

const usersOf = (nodes: readonly Tensor[]): Users => {
  const users = new Map<Tensor, Tensor[]>()
  for (const x of nodes)
    for (const i of x.inputs) {
      const before = users.get(i)
      if (before === undefined) users.set(i, [x])
      else before.push(x)
    }
  return users
}

/** Every kernel that would be scaled is smaller than the map. */
const worthwhile = (map: Tensor, convolutions: readonly Tensor[]): boolean => convolutions.every((c) => size(kernelOf(c)) < size(map.shape))

/** The scaled convolutions, and the scaled cotangents that only adjoints read. */
const foldable = (outputs: Outputs): ReadonlySet<Tensor> => {
  const nodes = topological(Object.values(outputs))
  const users = usersOf(nodes)
  const given = new Set(Object.values(outputs))
  return new Set(
    nodes.filter((x) => {
      const s = scaled(x)
      if (s === null) return false
      const { map } = s
      if (map.primitive.name === conv2dOp.name) return !given.has(map) && users.get(map)?.length === 1 && worthwhile(map, [map])
      const readers = users.get(x) ?? []
      const adjoints = readers.every((r) => {
        const position = cotangentAt(r)
        return position !== null && r.inputs.every((i, k) => (i === x) === (k === position))
      })
      return !given.has(x) && readers.length > 0 && adjoints && worthwhile(x, readers)
    }),
  )
}

const times = (w: Tensor, factor: Tensor): Tensor => apply(mulOp, [float(w), float(factor)], {})

/** Moves per-channel factors from maps into the kernels of the convolutions beside them, and from cotangents behind or into their adjoints. */
export const fold: Pass = {
  name: 'fold',
  says: 'takes a factor of each channel into the kernel of the convolution, as of a frozen batch normalisation',
  from: differentiated,
  to: differentiated,
  run: (outputs) => {
    const folds = foldable(outputs)
    return rewrite(outputs, (x, original) => {
      if (folds.has(original)) {
        const s = scaled(x)
        const [input, w] = s?.map.inputs ?? []
        if (s !== null && s.map.primitive.name === conv2dOp.name && input !== undefined && w !== undefined)
          return at(s.map, () => apply(s.map.primitive, [input, times(w, s.factor)], s.map.params))
        return x
      }
      const position = cotangentAt(original)
      const cotangent = position === null ? undefined : original.inputs[position]
      const s = position === null || cotangent === undefined || !folds.has(cotangent) ? null : scaled(x.inputs[position])
      if (s === null) return x
      const [a, b] = x.inputs
      if (a === undefined || b === undefined) return x
      return at(x, () =>
        position === 0
          ? apply(x.primitive, [s.map, times(b, s.factor)], x.params)
          : times(apply(x.primitive, [a, s.map], x.params), s.factor),
      )
    })
  },
}
