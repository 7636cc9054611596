import { amount, grouped } from '../../../dsl/core/amount.ts'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { newCapped } from '../capped.ts'
import { type Fault, mostTold, type Severity } from '../fault.ts'

/** The faults that a reader has met. */
export interface Ledger {
  readonly add: (severity: Severity, make: () => Issue) => void
  readonly faults: () => readonly Fault[]
}

const order: readonly Severity[] = ['fatal', 'wrong', 'odd']

/**
 * An empty ledger for what is read from `from`. It is the one thing in a reader that changes, and it never leaves the reader. A file of garbage has a fault a
 * line: `mostTold` of a severity are told one by one, the others counted.
 *
 * @example newLedger('train.json').faults() // => []
 */
export const newLedger = (from: string): Ledger => {
  const told = newCapped<Severity, Fault>(mostTold)
  return {
    add: (severity, make) => {
      told.add(severity, () => ({ severity, issue: make() }))
    },
    faults: () => [...told.kept(), ...order.flatMap((severity) => counted(from, severity, told.others().get(severity) ?? 0))],
  }
}

const counted = (from: string, severity: Severity, times: number): readonly Fault[] =>
  times === 0
    ? []
    : [
        {
          severity,
          times,
          issue: issue(
            'data: more faults',
            `${grouped(mostTold)} ${severity} faults are told one by one, and ${amount(times, 'other is', 'others are')} counted`,
            'mend those first',
            {
              path: [from],
            },
          ),
        },
      ]
