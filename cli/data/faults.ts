import type { Issue } from '../../dsl/core/issue.ts'
import { countOf, type Fault, type Reading, type Severity } from '../../stdlib/data/fault.ts'

/** Faults as a command tells them: how many of each severity, and the first few of the worst. */
export interface Told {
  readonly counts: Readonly<Record<Severity, number>>
  readonly shown: readonly Issue[]
}

const few = 3

/** Counts the faults of a reading; `odd` ones are counted alone. */
export const foundFaults = ({ faults }: Reading): Told => {
  const of = (severity: Severity): readonly Fault[] => faults.filter((f) => f.severity === severity)
  const [fatal, wrong, odd] = [of('fatal'), of('wrong'), of('odd')]
  return {
    counts: { fatal: countOf(fatal), wrong: countOf(wrong), odd: countOf(odd) },
    shown: [...fatal, ...wrong].slice(0, few).map(({ issue }) => issue),
  }
}
