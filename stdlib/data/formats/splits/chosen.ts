import { brief } from '../../../../dsl/core/brief.ts'
import { issue } from '../../../../dsl/core/issue.ts'
import type { Ledger } from '../ledger.ts'
import type { ListedName } from './found.ts'

/**
 * Those of the images known, by their names without extensions, that lists name. Their order does not matter. One that is not known is a fault,
 * and so is one that is named twice, which counts once.
 *
 * @param known what has annotations, or is an image that needs none
 */
export const chosenOf = (names: readonly ListedName[], known: ReadonlySet<string>, ledger: Ledger): ReadonlySet<string> => {
  const chosen = new Map<string, ListedName>()
  for (const one of names) {
    const stem = one.names.find((name) => known.has(name))
    const first = stem === undefined ? undefined : chosen.get(stem)
    if (stem === undefined) ledger.add('wrong', () => unknown(one))
    else if (first !== undefined) ledger.add('odd', () => twice(one, first))
    else chosen.set(stem, one)
  }
  return new Set(chosen.keys())
}

const unknown = ({ text, at }: ListedName) =>
  issue(
    'data: listed without annotations',
    `a list names images that are annotated, but nothing is there for ${brief(120)(text)}`,
    'it is left out',
    {
      path: at,
    },
  )

const twice = ({ text, at }: ListedName, first: ListedName) =>
  issue(
    'data: listed twice',
    `a list names each image once, but ${brief(120)(text)} stands in line ${first.at[1]} too`,
    'it is taken once',
    {
      path: at,
      ...(first.at[0] === at[0] ? {} : { evidence: [['first in', first.at[0]]] }),
    },
  )
