import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { suggest } from '../../dsl/core/nearest.ts'
import { chooseClasses, type Chosen } from '../../stdlib/data/choose-classes.ts'
import type { Dataset } from '../../stdlib/data/dataset.ts'
import type { Reading } from '../../stdlib/data/fault.ts'
import { builtIn } from '../../stdlib/data/formats/classes.ts'
import type { Place, Write, Written } from '../../stdlib/data/formats/format.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import { losses } from '../../stdlib/data/formats/losses.ts'
import { type FormatName, formatNames, isFormatName } from '../../stdlib/data/formats/names.ts'
import type { ConvertOptions } from '../commands/data/convert.ts'
import { foundFaults, type Told } from './faults.ts'
import { formatOf } from './format-of.ts'

export interface ConvertWorld {
  readonly out: (text: string) => void
  readonly warn: (issues: readonly Issue[]) => void
}

/**
 * `data convert`: reads a data set, and writes its annotations in another format. What cannot be read is left out and told, and so is what
 * the new format cannot hold.
 */
export const convert =
  ({ out, warn }: ConvertWorld) =>
  (path: string, o: ConvertOptions): TE.TaskEither<NonEmptyArray<Issue>, number> =>
    pipe(
      TE.Do,
      TE.bind('write', () => TE.fromEither(writerOf(o.to))),
      TE.bind('from', () => formatOf(path, o.from)),
      TE.bind('reading', ({ from }) => formats[from].read(placeOf(path, o))),
      TE.bind('chosen', ({ reading }) => TE.fromEither(chosen(o)(reading.dataset))),
      TE.bind('written', ({ write, chosen: { dataset, others } }) =>
        pipe(
          write(o.out)(dataset),
          TE.map((made): Written => ({ ...made, losses: [...losses([['objects of other classes left out', others]]), ...made.losses] })),
        ),
      ),
      TE.map(({ from, reading, written }) => {
        const told = foundFaults(reading)
        if (o.json === true) out(`${JSON.stringify(report(from, o, written, told, reading))}\n`)
        else {
          if (told.shown.length > 0) warn(told.shown)
          out(words(from, o, written, told, reading))
        }
        return 0
      }),
      TE.mapLeft((i): NonEmptyArray<Issue> => [i]),
    )

const placeOf = (path: string, { images }: ConvertOptions): Place => ({ path, ...(images === undefined ? {} : { images }) })

/** The classes asked for: by their names, or those that a format has built in. */
const chosen =
  ({ classes }: ConvertOptions) =>
  (dataset: Dataset): E.Either<Issue, Chosen> => {
    if (classes === undefined) return E.right({ dataset, others: 0 })
    const [only = ''] = classes
    const list = classes.length === 1 && isFormatName(only) ? builtIn[only] : undefined
    return pipe(dataset, chooseClasses(list?.map(({ name }) => name) ?? classes), E.mapLeft(under('--classes')))
  }

const writerOf = (to: string): E.Either<Issue, Write> => {
  const writers = formatNames.filter((name) => formats[name].write !== undefined)
  const write = isFormatName(to) ? formats[to].write : undefined
  if (write !== undefined) return E.right(write)
  const why = isFormatName(to) ? `${to} is read, but not written` : `there is no format \`${to}\``
  return E.left(issue('convert: format', why, suggest(to, writers), { path: ['--to'] }))
}

const report = (from: FormatName, o: ConvertOptions, written: Written, told: Told, { dataset }: Reading): object => ({
  from,
  to: o.to,
  out: o.out,
  folderOfImages: dataset.folder,
  ...written,
  faults: told.counts,
})

const words = (from: FormatName, o: ConvertOptions, written: Written, { counts }: Told, { dataset }: Reading): string => {
  const some = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`
  const faults = Object.entries(counts).filter(([, n]) => n > 0)
  return [
    `${from} → ${o.to}: ${some(written.images, 'image')}, ${some(written.objects, 'box').replace(/boxs$/, 'boxes')} in ${o.out}`,
    `the images are in ${dataset.folder}`,
    ...written.losses.map(({ what, count }) => `lost  ${count} ${what}`),
    ...(faults.length === 0 ? [] : [`faults in what was read: ${faults.map(([severity, n]) => `${n} ${severity}`).join(', ')}`]),
    '',
  ].join('\n')
}
