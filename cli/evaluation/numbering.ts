import { amount } from '../../dsl/core/amount.ts'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { chooseClasses } from '../../stdlib/data/choose-classes.ts'
import type { Category, Dataset } from '../../stdlib/data/dataset.ts'
import { builtIn } from '../../stdlib/data/formats/classes.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import { type FormatName, isFormatName } from '../../stdlib/data/formats/names.ts'
import { renumbered } from '../../stdlib/data/renumber.ts'

type Issues = NonEmptyArray<Issue>

/** A ground truth whose classes have the numbers that results have, and what is worth knowing of these. */
export interface Numbered {
  readonly dataset: Dataset
  readonly notices: readonly Issue[]
}

/**
 * Numbers the classes of a ground truth whose files only name them: from 1 in the order asked for, or as a benchmark's list has them. Classes that
 * are not asked for are left out, and told. Where nothing is asked for, the numbers that the reader gives to classes of no benchmark are told, since
 * results that number otherwise would measure as wrong.
 *
 * @returns an Issue where classes are asked for, but the files number their own
 * @example numberedAs('voc', ['cell', 'platelet'])(dataset)
 */
export const numberedAs =
  (format: FormatName, names: readonly string[] | undefined) =>
  (dataset: Dataset): E.Either<Issues, Numbered> => {
    if (names === undefined) return E.right({ dataset, notices: formats[format].numbered ? [] : made(dataset) })
    if (formats[format].numbered) return E.left([ownNumbers(format)])
    const list = listed(names)
    const there = list.filter(({ name }) => dataset.classes.some((c) => c.name === name)).map(({ name }) => name)
    return pipe(
      chooseClasses(there)(dataset),
      E.bimap(
        (i): Issues => [i],
        ({ dataset: kept, others }) => ({
          dataset: renumbered(list, true)(kept),
          notices: others === 0 ? [] : [leftOut(others, list, dataset)],
        }),
      ),
    )
  }

const listed = (names: readonly string[]): readonly Category[] => {
  const [only = ''] = names
  const known = names.length === 1 && isFormatName(only) ? builtIn[only] : undefined
  return known ?? [...new Set(names)].map((name, i) => ({ id: i + 1, name }))
}

const shown = (classes: readonly Category[]): string => {
  const few = classes.slice(0, 12).map(({ id, name }) => `${name} ${String(id)}`)
  return [...few, ...(classes.length > few.length ? [`and ${String(classes.length - few.length)} more`] : [])].join(', ')
}

const made = ({ classes }: Dataset): readonly Issue[] => {
  const known = Object.values(builtIn).flatMap((list) => list.map(({ name }) => name))
  return classes.every(({ name }) => known.includes(name))
    ? []
    : [
        issue(
          'evaluate: class numbers',
          'the files name their classes, and no benchmark has all of them, so they are numbered here',
          'where the results number otherwise, give the names in their order: `--classes a b c`',
          { path: ['--ground-truth'], evidence: [['numbers', shown(classes)]] },
        ),
      ]
}

/** The issue of `--classes` for files that number their own. */
export const ownNumbers = (format: FormatName): Issue =>
  issue(
    'evaluate: classes',
    `\`--classes\` numbers classes that files only name, but those of ${format} have numbers`,
    'leave `--classes` out',
    {
      path: ['--classes'],
    },
  )

const leftOut = (others: number, list: readonly Category[], { classes }: Dataset): Issue =>
  issue(
    'ground truth: left out',
    `${amount(others, 'object is of a class', 'objects are of classes')} not asked for`,
    'nothing to do, if this is as expected',
    {
      path: ['--classes'],
      evidence: [
        [
          'left out',
          classes
            .flatMap(({ name }) => (list.some((c) => c.name === name) ? [] : [name]))
            .slice(0, 12)
            .join(', '),
        ],
      ],
    },
  )
