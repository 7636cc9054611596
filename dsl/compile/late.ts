import { bytes, type Tensor } from '../core/tensor.ts'
import { owner } from './owner.ts'

/**
 * The same order with nodes moved to just before their first use, where bytes wait for less long then: a node's own no longer, but those of
 * inputs that nothing reads so late. Leaves are there anyway, so that what is computed of them alone (a decayed weight, a momentum) does not
 * wait through the forward pass for what comes behind the backward pass; nor does the mask of a map that is needed for long itself.
 */
export const late = (order: readonly Tensor[], outputs: readonly Tensor[]): readonly Tensor[] => {
  const isLeaf = (x: Tensor): boolean => x.inputs.length === 0
  const kept = new Set(outputs.map(owner))
  /** What has its place, the last first. */
  const placed: Tensor[] = []
  /** Bytes times steps that inputs of x would wait in its place for the node at `user`. */
  const waiting = (x: Tensor, user: number): number =>
    [...new Set(x.inputs.map(owner))]
      .filter((o) => !isLeaf(o) && !kept.has(o))
      .reduce((n, o) => {
        const last = placed.findIndex((y) => y.inputs.some((i) => owner(i) === o))
        return n + bytes(o) * Math.max(0, (last < 0 ? placed.length : last) - user)
      }, 0)
  for (const x of [...order].reverse()) {
    if (isLeaf(x)) continue
    const user = placed.findLastIndex((y) => y.inputs.includes(x))
    const own = owner(x) === x ? bytes(x) * (placed.length - user) : 0
    const gains = user >= 0 && user < placed.length - 1 && waiting(x, user) < own
    placed.splice(gains ? user + 1 : placed.length, 0, x)
  }
  return [...order.filter(isLeaf), ...placed.reverse()]
}
