import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { type Checked, checkSplits, type Depth, faultsOf, type ReadSplit } from '../../stdlib/data/check/splits.ts'
import { countOf, type Fault } from '../../stdlib/data/fault.ts'
import type { CheckOptions } from '../commands/data/check.ts'
import { progress, type ProgressWorld } from '../detection/progress.ts'
import type { Paper } from '../draw.ts'
import { fixTo } from './check-fix.ts'
import { type Report, reportJson } from './check-report.ts'
import { reportText } from './check-text.ts'
import { type PartPlace, partsAt } from './parts.ts'
import { readPart } from './read-parts.ts'

export interface CheckWorld extends ProgressWorld {
  /** Writes to standard output, no faster than it is read. */
  readonly show: (parts: Iterable<string>) => Promise<void>
  /** Of standard output. */
  readonly paper: () => Paper
}

/** Files decoded at once: as many as Node has threads for, and four pictures of the largest size fit the memory of most machines. */
const atOnce = 4

const depthOf = ({ images, quick }: CheckOptions): Depth => {
  if (images === false) return 'none'
  return quick === true ? 'present' : 'decoded'
}

interface Read {
  readonly parts: readonly (ReadSplit & { readonly format: string })[]
  /** Splits of which nothing can be read. */
  readonly unread: readonly { readonly name: string; readonly format: string; readonly issue: Issue }[]
}

const readAll = async (places: readonly PartPlace[]): Promise<Read> => {
  const all: { readonly parts: Read['parts'][number][]; readonly unread: Read['unread'][number][] } = { parts: [], unread: [] }
  for (const part of places) {
    const { name, format, place } = part
    const reading = await readPart(part)()
    if (E.isLeft(reading)) all.unread.push({ name, format, issue: reading.left })
    else all.parts.push({ name, format, from: place.path, reading: reading.right })
  }
  return all
}

const looked = async (world: CheckWorld, o: CheckOptions, read: Read): Promise<readonly Checked[]> => {
  const depth = depthOf(o)
  const total = depth === 'none' ? 0 : read.parts.reduce((n, { reading }) => n + reading.dataset.images.length, 0)
  const said = progress(world, total)
  const state = { done: 0 }
  const tell = (): void => {
    state.done += 1
    said.tell(state.done)
  }
  const checked = await checkSplits({ depth, atOnce, tell })(read.parts)()
  said.clear()
  return checked
}

const isMissing = ({ issue: { code } }: Fault): boolean => code === 'data: no such folder' || code === 'data: missing image'

/** Whoever has the annotations alone learns how to check these. */
const withWay =
  (images: number) =>
  (faults: readonly Fault[]): readonly Fault[] => {
    const missing = faults.filter(isMissing)
    const all = missing.some(({ issue: { code } }) => code === 'data: no such folder') || countOf(missing) >= images
    const hint = 'name the folder of images: --images DIR; or check the annotations alone: --no-images'
    return all ? faults.map((fault) => (isMissing(fault) ? { ...fault, issue: { ...fault.issue, hint } } : fault)) : faults
  }

const reported = (path: string, o: CheckOptions, { parts, unread }: Read, checked: readonly Checked[]): Report => ({
  path,
  depth: depthOf(o),
  splits: [
    ...checked.map((split, i) => ({
      name: split.name,
      format: parts[i]?.format ?? '',
      images: split.dataset.images.length,
      boxes: split.dataset.images.reduce((n, { objects }) => n + objects.length, 0),
      faults: withWay(split.dataset.images.length)(faultsOf(split)),
    })),
    ...unread.map(({ name, format, issue: i }) => ({
      name,
      format,
      images: 0,
      boxes: 0,
      faults: [{ severity: 'fatal' as const, issue: i }],
    })),
  ],
})

const contradiction = ({ fix, quick, linkImages }: CheckOptions): Issue | undefined => {
  if (fix !== undefined && quick === true)
    return issue('check: options', '`--fix` writes what is right, which `--quick` does not find out', 'leave one of them out', {
      path: ['--quick'],
    })
  return fix === undefined && linkImages === true
    ? issue('check: options', '`--link-images` says how `--fix` puts images', 'name a folder: --fix DEST', { path: ['--link-images'] })
    : undefined
}

const alone = (i: Issue): NonEmptyArray<Issue> => [i]

/**
 * `data check`: every defect of a data set by severity, as a table or in JSON. With `--fix`, a corrected copy is written elsewhere.
 *
 * @returns 1 where anything is fatal, also if a copy without it was asked for and is not written; else 0
 */
export const check =
  (world: CheckWorld) =>
  (path: string, o: CheckOptions): TE.TaskEither<NonEmptyArray<Issue>, number> =>
    pipe(
      TE.Do,
      TE.bind('options', () => {
        const i = contradiction(o)
        return i === undefined ? TE.right(o) : TE.left(i)
      }),
      TE.bind('places', () =>
        partsAt(path, {
          ...(o.from === undefined ? {} : { from: o.from }),
          ...(o.images === undefined || o.images === false ? {} : { images: o.images }),
          split: o.split,
        }),
      ),
      TE.bind('read', ({ places }) => TE.fromTask(() => readAll(places))),
      TE.bind('checked', ({ read }) => TE.fromTask(() => looked(world, o, read))),
      TE.bind('fixed', ({ read, checked }) => {
        const [unread] = read.unread
        if (o.fix === undefined) return TE.right(undefined)
        return unread === undefined ? fixTo(world, o.fix, { ...o, path })(checked) : TE.left(unread.issue)
      }),
      TE.chainTaskK(({ read, checked, fixed }) => async () => {
        const report = { ...reported(path, o, read, checked), ...(fixed === undefined ? {} : { fixed }) }
        await world.show(o.json === true ? reportJson(report) : reportText(report, { all: o.all === true, paper: world.paper() }))
        const fatal = report.splits.some(({ faults }) => faults.some(({ severity }) => severity === 'fatal'))
        return fatal && fixed === undefined ? 1 : 0
      }),
      TE.mapLeft(alone),
    )
