import { amount, grouped } from '../../dsl/core/amount.ts'
import { join } from 'node:path'
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
import type { Write, Written } from '../../stdlib/data/formats/format.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import { losses, lossText } from '../../stdlib/data/formats/losses.ts'
import { formatNames, isFormatName } from '../../stdlib/data/formats/names.ts'
import { openFiles } from '../../stdlib/data/open-files.ts'
import { makeNewFolder } from '../../stdlib/files/afresh.ts'
import type { ConvertOptions } from '../commands/data/convert.ts'
import { foundFaults, type Told } from './faults.ts'
import type { PartPlace } from './parts.ts'
import { type ReadPart, readParts } from './read-parts.ts'

export interface ConvertWorld {
  readonly out: (text: string) => void
  readonly warn: (issues: readonly Issue[]) => void
}

/** A split that was written. */
interface Made {
  readonly part: PartPlace
  readonly written: Written
  readonly told: Told
  readonly folderOfImages: string
  /** Is one of the first images there? */
  readonly withImages: boolean
}

/** One split becomes what is asked for; of several, each becomes what has its name in a folder: `train.json`, or the folder `train`. */
const writeAll = (write: Write, o: ConvertOptions, parts: readonly ReadPart[]): TE.TaskEither<Issue, readonly Made[]> => {
  const one =
    (to: string) =>
    ({ part, reading }: ReadPart): TE.TaskEither<Issue, Made> =>
      pipe(
        TE.fromEither(anythingRead(part, reading)),
        TE.chainEitherK(() => chosen(o)(reading.dataset)),
        TE.chain(({ dataset, others }) =>
          pipe(
            write(to)(dataset),
            TE.bindTo('made'),
            TE.bind('withImages', () => TE.fromTask(() => anyImage(reading.dataset))),
            TE.map(({ made, withImages }) => ({
              part,
              withImages,
              written: { ...made, losses: [...losses([['objects of other classes left out', others]]), ...made.losses] },
              told: foundFaults(reading),
              folderOfImages: reading.dataset.folder,
            })),
          ),
        ),
      )
  const [only, ...others] = parts
  if (only === undefined) throw new Error('internal: a data set without splits')
  if (others.length === 0)
    return pipe(
      one(o.out)(only),
      TE.map((made) => [made]),
    )
  return makeNewFolder(o.out, (folder) =>
    TE.traverseSeqArray((split: ReadPart) => one(join(folder, nameIn(o, split.part)))(split))(parts)(),
  )
}

const nameIn = ({ to }: ConvertOptions, { name }: PartPlace): string => (to === 'coco' ? `${name}.json` : name)

/**
 * `data convert`: reads a data set, and writes its annotations in another format. What cannot be read is left out and told, and so is what
 * the new format cannot hold. Of a folder with splits, each is written under its name.
 */
export const convert =
  ({ out, warn }: ConvertWorld) =>
  (path: string, o: ConvertOptions): TE.TaskEither<NonEmptyArray<Issue>, number> =>
    pipe(
      TE.Do,
      TE.bind('write', () => TE.fromEither(writerOf(o.to))),
      TE.bind('parts', () => readParts(path, o)),
      TE.bind('all', ({ write, parts }) => writeAll(write, o, parts)),
      TE.map(({ all }) => {
        const shown = all.flatMap(({ told }) => told.shown)
        if (o.json === true) out(`${JSON.stringify(reported(o, all))}\n`)
        else {
          if (shown.length > 0) warn(shown)
          out(all.map(words(o, all.length > 1)).join(''))
        }
        return 0
      }),
      TE.mapLeft((i): NonEmptyArray<Issue> => [i]),
    )

/** Where not one object could be read, the result would look like a sound data set without any. */
const anythingRead = ({ format, place }: PartPlace, { dataset, faults }: Reading): E.Either<Issue, void> => {
  const fatal = faults.filter(({ severity }) => severity === 'fatal')
  const [first] = fatal
  if (first === undefined || dataset.images.some(({ objects }) => objects.length > 0)) return E.right(undefined)
  return E.left(
    issue(
      'convert: nothing read',
      `not one object can be read as ${format}: ${first.issue.message}`,
      first.issue.code === 'data: unknown size'
        ? 'name the folder of the images: --images DIR'
        : 'is it another format? `--from` names it; `data check` lists all',
      {
        path: first.issue.path.length === 0 ? [place.path] : first.issue.path,
        evidence: [['faults', amount(fatal.length, 'fatal one')]],
      },
    ),
  )
}

/** Images that are looked for. */
const few = 3

const anyImage = async ({ folder, images }: Dataset): Promise<boolean> => {
  const files = await openFiles(folder)()
  if (E.isLeft(files)) return false
  for (const { file } of images.slice(0, few)) if (E.isRight(await files.right.find(file)())) return true
  return false
}

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
  return E.left(
    isFormatName(to)
      ? issue('convert: format', `${to} is read, but not written`, `write one of ${writers.join(', ')}`, { path: ['--to'] })
      : issue('convert: format', `there is no format \`${to}\``, suggest(to, writers), { path: ['--to'] }),
  )
}

const report = (o: ConvertOptions, out: string, { part, written, told, folderOfImages }: Made): object => ({
  from: part.format,
  to: o.to,
  out,
  folderOfImages,
  ...written,
  faults: told.counts,
})

const reported = (o: ConvertOptions, all: readonly Made[]): object => {
  const [only, ...others] = all
  if (only !== undefined && others.length === 0) return report(o, o.out, only)
  return {
    to: o.to,
    out: o.out,
    splits: all.map((made) => ({ name: made.part.name, ...report(o, join(o.out, nameIn(o, made.part)), made) })),
  }
}

const words =
  (o: ConvertOptions, several: boolean) =>
  ({ part, written, told: { counts }, folderOfImages, withImages }: Made): string => {
    const faults = Object.entries(counts).filter(([, n]) => n > 0)
    const out = several ? join(o.out, nameIn(o, part)) : o.out
    return [
      `${several ? `${part.name}: ` : ''}${part.format} → ${o.to}: ${amount(written.images, 'image')}, ${amount(written.objects, 'box', 'boxes')} in ${out}`,
      withImages ? `the images are in ${folderOfImages}` : `there are no images in ${folderOfImages}; --images DIR names their folder`,
      ...(o.to === 'coco' ? [] : [`put them, or a link to them, into ${join(out, 'images')}`]),
      ...written.losses.map((loss) => `lost  ${lossText(loss)}`),
      ...(faults.length === 0 ? [] : [`faults in what was read: ${faults.map(([severity, n]) => `${grouped(n)} ${severity}`).join(', ')}`]),
      '',
    ].join('\n')
  }
