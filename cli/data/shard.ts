import { join } from 'node:path'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { amount, grouped } from '../../dsl/core/amount.ts'
import type { Issue } from '../../dsl/core/issue.ts'
import { refusal } from '../../stdlib/data/check/before-training.ts'
import { writeCoco } from '../../stdlib/data/formats/coco/write.ts'
import type { Written } from '../../stdlib/data/formats/format.ts'
import { lossText } from '../../stdlib/data/formats/losses.ts'
import { openFiles } from '../../stdlib/data/open-files.ts'
import { packShards } from '../../stdlib/data/shards/pack.ts'
import { makeNewFolder } from '../../stdlib/files/afresh.ts'
import { makeFolder } from '../../stdlib/files/make-folder.ts'
import type { ShardOptions } from '../commands/data/shard.ts'
import { progress, type ProgressWorld } from '../detection/progress.ts'
import { foundFaults, type Told } from './faults.ts'
import { type ReadPart, readParts } from './read-parts.ts'
import { sizeTyped } from './size.ts'

export interface ShardWorld extends ProgressWorld {
  readonly out: (text: string) => void
  readonly warn: (issues: readonly Issue[]) => void
}

/** A split that was packed. */
interface Packed {
  readonly name: string
  readonly written: Written
  readonly shards: number
  readonly told: Told
}

/** What is fatal would be gone from the shards without having been mended: it is refused, as for training. */
const trusted = ({ part, reading }: ReadPart): E.Either<Issue, ReadPart> => {
  const [first, ...rest] = reading.faults.filter(({ severity }) => severity === 'fatal')
  return first === undefined
    ? E.right({ part, reading })
    : E.left(refusal(first, rest, `fovea data check ${part.place.path} tells each; with --fix it writes a corrected copy`))
}

const pack =
  (folder: string, size: number, tell: () => void) =>
  ({ part: { name }, reading }: ReadPart): TE.TaskEither<Issue, Packed> => {
    const { dataset } = reading
    const to = join(folder, name)
    return pipe(
      TE.Do,
      TE.bind('files', () => openFiles(dataset.folder)),
      TE.chainFirst(() => TE.fromTask(() => makeFolder(to))),
      TE.bind('shards', ({ files }) =>
        packShards({ folder: to, size, tell })(
          files,
          dataset.images.map(({ file }) => file),
        ),
      ),
      TE.bind('written', () => writeCoco(`${to}.json`)(dataset)),
      TE.map(({ shards, written }) => ({ name, written, shards: shards.length, told: foundFaults(reading) })),
    )
  }

/**
 * `data shard`: packs the images of a data set into tar shards, with their annotations beside them in COCO's format: all of it or nothing.
 * What is wrong in the annotations is left out and told, what is fatal refused.
 */
export const shard =
  (world: ShardWorld) =>
  (path: string, o: ShardOptions): TE.TaskEither<NonEmptyArray<Issue>, number> =>
    pipe(
      TE.Do,
      TE.bind('size', () => TE.fromEither(sizeTyped('--size', o.size))),
      TE.bind('splits', () => pipe(readParts(path, o), TE.chainEitherK(E.traverseArray(trusted)))),
      TE.bind('packed', ({ size, splits }) => {
        const said = progress(
          world,
          splits.reduce((n, { reading }) => n + new Set(reading.dataset.images.map(({ file }) => file)).size, 0),
        )
        const state = { done: 0 }
        const tell = (): void => {
          state.done += 1
          said.tell(state.done)
        }
        return makeNewFolder(o.out, async (folder) => {
          const packed = await TE.traverseSeqArray(pack(folder, size, tell))(splits)()
          said.clear()
          return packed
        })
      }),
      TE.map(({ packed }) => {
        if (o.json === true)
          world.out(`${JSON.stringify({ out: o.out, splits: packed.map(({ told, ...split }) => ({ ...split, faults: told.counts })) })}\n`)
        else {
          const shown = packed.flatMap(({ told }) => told.shown)
          if (shown.length > 0) world.warn(shown)
          world.out(packed.map(words(o.out)).join(''))
        }
        return 0
      }),
      TE.mapLeft((i): NonEmptyArray<Issue> => [i]),
    )

const words =
  (out: string) =>
  ({ name, written, shards, told: { counts } }: Packed): string => {
    const faults = Object.entries(counts).filter(([, n]) => n > 0)
    return [
      `${name}: ${amount(written.images, 'image')} in ${amount(shards, 'shard')} in ${join(out, name)}, ${amount(written.objects, 'box', 'boxes')} in ${join(out, name)}.json`,
      ...written.losses.map((loss) => `  lost  ${lossText(loss)}`),
      ...(faults.length === 0
        ? []
        : [`  faults in what was read: ${faults.map(([severity, n]) => `${grouped(n)} ${severity}`).join(', ')}`]),
      '',
    ].join('\n')
  }
