import { issue, type Issue } from '../../dsl/core/issue.ts'
import { suggest } from '../../dsl/core/nearest.ts'

/** A class that a data set has not: its name or number, as it stands at `path`, and those that there are. */
export const unknownClass = (name: string, known: readonly string[], path: readonly string[] = []): Issue => {
  const shown = name.slice(0, 100)
  return issue('data: unknown class', `${JSON.stringify(shown)} is no class of this data set`, suggest(shown, known), { path })
}
