import type { Schedule } from '../../compile/schedule.ts'
import type { Tensor } from '../../core/tensor.ts'
import { isHost } from '../../ops/host.ts'

/**
 * The stretch of work in which each node is computed, counted from 0: a host function runs at the end of its own, and what is built on
 * it belongs to a later one. Without host functions there is one.
 */
export const segmentsOf = ({ steps }: Schedule): ((x: Tensor) => number) => {
  const segments = new Map<Tensor, number>()
  const of = (x: Tensor): number => segments.get(x) ?? 0
  for (const { node } of steps) segments.set(node, Math.max(0, ...node.inputs.map((i) => (isHost(i.primitive) ? of(i) + 1 : of(i)))))
  return of
}
