import type { Issue } from '../../dsl/core/issue.ts'
import type { Reading, Severity } from '../../stdlib/data/fault.ts'

/** Faults as a command tells them: how many of each severity, and the first few of the worst. */
export interface Told {
  readonly counts: Readonly<Record<Severity, number>>
  readonly shown: readonly Issue[]
}

const few = 3

/** Counts the faults of a reading; `odd` ones are counted alone. */
export const foundFaults = ({ faults }: Reading): Told => {
  const of = (severity: Severity): readonly Issue[] => faults.filter((f) => f.severity === severity).map(({ issue }) => issue)
  const [fatal, wrong, odd] = [of('fatal'), of('wrong'), of('odd')]
  return {
    counts: { fatal: fatal.length, wrong: wrong.length, odd: odd.length },
    shown: [...fatal, ...wrong].slice(0, few),
  }
}
