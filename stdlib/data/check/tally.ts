import { amount, grouped } from '../../../dsl/core/amount.ts'
import { issue } from '../../../dsl/core/issue.ts'
import { newCapped } from '../capped.ts'
import { type Fault, mostTold } from '../fault.ts'
import { type CheckName, checks, codeOf, faultOf, type Finding } from './checks.ts'

/** The findings of checks as faults. */
export interface Tally {
  readonly add: (finding: Finding) => void
  readonly faults: () => readonly Fault[]
}

/**
 * No findings yet. Each becomes a fault; beyond `mostTold` of a check the others are one fault, with their number. It changes, and never leaves the function
 * that fills it.
 *
 * @param from what issues about the whole call the data set
 */
export const newTally = (from: string): Tally => {
  const told = newCapped<CheckName, Fault>(mostTold)
  return {
    add: (finding) => {
      told.add(finding.check, () => faultOf(finding))
    },
    faults: () => [
      ...told.kept(),
      ...[...told.others()].map(([check, times]): Fault => ({
        severity: checks[check].severity,
        times,
        issue: issue(
          codeOf(check),
          `${grouped(mostTold)} are told one by one, and ${amount(times, 'other is', 'others are')} counted`,
          'mend those first',
          { path: [from] },
        ),
      })),
    ],
  }
}
