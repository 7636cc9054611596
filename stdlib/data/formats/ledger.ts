import { type Issue, issue } from '../../../dsl/core/issue.ts'
import type { Fault, Severity } from '../fault.ts'

/** The faults that a reader has met. */
export interface Ledger {
  readonly add: (severity: Severity, make: () => Issue) => void
  readonly faults: () => readonly Fault[]
}

/** A file of garbage has a fault a line: these many of a severity are told one by one, the others counted. */
export const most = 10_000

const order: readonly Severity[] = ['fatal', 'wrong', 'odd']

/**
 * An empty ledger for what is read from `from`. It is the one thing in a reader that changes, and it never leaves the reader.
 *
 * @example newLedger('train.json').faults() // => []
 */
export const newLedger = (from: string): Ledger => {
  const told = { fatal: 0, wrong: 0, odd: 0 }
  const faults: Fault[] = []
  const untold = { fatal: 0, wrong: 0, odd: 0 }
  return {
    add: (severity, make) => {
      if (told[severity] < most) faults.push({ severity, issue: make() })
      if (told[severity] < most) told[severity] += 1
      else untold[severity] += 1
    },
    faults: () => [
      ...faults,
      ...order
        .filter((severity) => untold[severity] > 0)
        .map((severity) => ({
          severity,
          issue: issue(
            'data: more faults',
            `${most} ${severity} faults are told one by one, and there are ${untold[severity]} more`,
            'mend those first',
            {
              path: [from],
            },
          ),
        })),
    ],
  }
}
