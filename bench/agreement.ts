import { issue, type Issue } from '../dsl/core/issue.ts'
import type { Measured } from './turns.ts'

/** How far two numbers are apart, relative to one more than the size of the second; infinite where one is not a number. */
const apart = (a: number, b: number): number => {
  const distance = Math.abs(a - b) / (1 + Math.abs(b))
  return Number.isNaN(distance) ? Infinity : distance
}

/** Steps that are compared: the first is the forward pass, later ones are gradients and optimiser as well. After many, rounding alone parts any two. */
const compared = 5

/** A peer that computes something else than ours in the first steps is told; null where both compute the same. */
export const disagreement = (own: Measured, peer: Measured, tolerance: number): Issue | null => {
  const steps = Math.min(own.computed.length, peer.computed.length, compared)
  for (let step = 0; step < steps; step++) {
    const [a = [], b = []] = [own.computed[step], peer.computed[step]]
    const at = a.length === b.length ? b.findIndex((value, i) => apart(a[i] ?? NaN, value) > tolerance) : 0
    if (at >= 0)
      return issue(
        'bench: subjects disagree',
        `${own.name} and ${peer.name} compute the same, but step ${String(step + 1)} gave ${String(a[at])} and ${String(b[at])}`,
        'a ratio of two different programs says nothing: compare their sources',
        {
          evidence: [
            ['values', `${String(a.length)} and ${String(b.length)}`],
            ['tolerance', String(tolerance)],
          ],
        },
      )
  }
  return null
}
