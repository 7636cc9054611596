import * as E from 'fp-ts/lib/Either.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Dataset } from './dataset.ts'

/**
 * `fatal`: what is said of the image cannot be trusted, and training refuses the data set. `wrong`: a record that every user leaves out, or that
 * counts falsely if it is kept. `odd`: harmless, and worth knowing.
 */
export type Severity = 'fatal' | 'wrong' | 'odd'

/** A defect of a data set; the issue's path ends at the file and the record. */
export interface Fault {
  readonly severity: Severity
  readonly issue: Issue
  /** How many defects it stands for, where these are counted rather than told one by one. */
  readonly times?: number
}

/** A list of defects holds at most so many of a kind; the others are one fault, with their number. */
export const mostTold = 10_000

/**
 * How many defects faults stand for.
 *
 * @example countOf([]) // => 0
 */
export const countOf = (faults: readonly Fault[]): number => faults.reduce((n, { times }) => n + (times ?? 1), 0)

/** What a reader makes of files: everything that can be read, and a fault for everything that cannot. */
export interface Reading {
  readonly dataset: Dataset
  readonly faults: readonly Fault[]
}

/** The data set of a reading without fatal faults; else the first of these, which tells how many there are. */
export const sound = ({ dataset, faults }: Reading): E.Either<Issue, Dataset> => {
  const fatal = faults.filter(({ severity }) => severity === 'fatal')
  const [first] = fatal
  if (first === undefined) return E.right(dataset)
  const all = countOf(fatal)
  const told = all === 1 ? [] : [['faults', `${all} as bad as this one`] as const]
  return E.left({ ...first.issue, evidence: [...first.issue.evidence, ...told] })
}
