import type { Values } from '../../dsl/targets/session.ts'
import type { Check } from './agreement.ts'

/** Training steps taken in a row: a target that packs a weight once and keeps it is right on the first alone. */
export const stepsInARow = 10

/** What consecutive training steps leave: the losses of each, and the parameters behind the last. */
export interface Trace {
  readonly losses: readonly Values[]
  readonly parameters: Values
}

const worstLoss = (found: Values, reference: Values): number =>
  Object.entries(reference).reduce((worst, [name, values]) => {
    const expected = values[0] ?? NaN
    const error = Math.abs((found[name]?.[0] ?? NaN) - expected)
    return Math.max(worst, error === 0 ? 0 : error / Math.abs(expected))
  }, 0)

/** ‖found − reference‖₂ / ‖reference − before‖₂, over all parameters together: the change from `before` is what is compared. */
const changeError = (before: Values, found: Values, reference: Values): number => {
  let [apart, change] = [0, 0]
  for (const [name, expected] of Object.entries(reference))
    for (let i = 0; i < expected.length; i++) {
      const e = expected[i] ?? NaN
      apart += ((found[name]?.[i] ?? NaN) - e) ** 2
      change += (e - (before[name]?.[i] ?? NaN)) ** 2
    }
  return apart === 0 ? 0 : Math.sqrt(apart / change)
}

/** Steps in a row beside the reference's, from the same parameters on the same batch: losses within 1e-3 at each, the total change within 1e-2. */
export const stepChecks = (target: string, before: Values, found: Trace, reference: Trace): readonly Check[] => [
  ...reference.losses.map((losses, i) => ({
    name: `steps.${String(i + 1)}.losses`,
    target,
    error: worstLoss(found.losses[i] ?? {}, losses),
    tolerance: 1e-3,
  })),
  {
    name: `steps.${String(reference.losses.length)}.change`,
    target,
    error: changeError(before, found.parameters, reference.parameters),
    tolerance: 1e-2,
  },
]
