import { join } from 'node:path'
import { map } from 'fp-ts/lib/NonEmptyArray.js'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { readSamples } from '../../stdlib/data/formats/samples.ts'
import type { Samples } from '../../stdlib/data/samples.ts'
import { sceneSource } from '../../stdlib/data/scenes/scene.ts'
import { cached, fromSamples, type Source, transformed } from '../../stdlib/data/source.ts'
import { toInput } from './input.ts'

/** The two splits of an experiment, resized to its input, and what was noticed while they were read. */
export interface Splits {
  readonly train: Source
  readonly valid: Source
  readonly notices: readonly Issue[]
}

/** Pictures kept in memory, at most. */
const cache = 1e9

type Data = Experiment['data']

const notices = (split: string, { dropped, clipped }: Samples): readonly Issue[] => {
  const told = Object.entries({
    'without a size': dropped.noSize,
    'outside their image': dropped.outside,
    'of another class': dropped.otherClass,
    'cut at the border': clipped,
  })
    .filter(([, n]) => n > 0)
    .map(([what, n]) => [what, String(n)] as const)
  return told.length === 0
    ? []
    : [issue('data: boxes', 'some boxes were left out or cut', 'nothing to do, if this is as expected', { path: [split], evidence: told })]
}

/** Do the categories of the file have the numbers that the experiment gives them? Results are written with these. */
const numbered = (e: Experiment, dataset: Samples, file: string): E.Either<Issue, Samples> => {
  const wrong = dataset.classes.find((c) => e.classes.find((own) => own.name === c.name)?.id !== c.id)
  return wrong === undefined
    ? E.right(dataset)
    : E.left(
        issue(
          'data: category number',
          `${wrong.name} is category ${String(wrong.id)} in the file, but ${String(e.classes.find((c) => c.name === wrong.name)?.id)} in the experiment`,
          'write the id of the file into `classes`',
          {
            path: [file, 'categories'],
          },
        ),
      )
}

const readSplit = (e: Experiment, data: Extract<Data, { kind: 'coco' }>, split: string): TE.TaskEither<Issue, Samples> => {
  const annotations = join(data.folder, `${split}.json`)
  return pipe(
    readSamples('coco')(
      { path: annotations, images: join(data.folder, split) },
      { classes: e.classes.map((c) => c.name), empty: data.empty },
    ),
    TE.chainEitherK((dataset) => numbered(e, dataset, annotations)),
  )
}

const prepared = (e: Experiment, source: Source): Source => pipe(source, transformed(toInput(e)), cached(cache))

/** Reads, or makes ready to draw, the data of an experiment. */
export const splitsOf = (e: Experiment): TE.TaskEither<Issue, Splits> => {
  const { data } = e
  if (data.kind === 'coco')
    return pipe(
      TE.Do,
      TE.bind('train', () => readSplit(e, data, data.train)),
      TE.bind('valid', () => readSplit(e, data, data.valid)),
      TE.map(({ train, valid }) => ({
        train: prepared(e, fromSamples(train)),
        valid: prepared(e, fromSamples(valid)),
        notices: [...notices(data.train, train), ...notices(data.valid, valid)],
      })),
    )
  const options = { size: data.size, objects: data.objects, sides: data.sides, classes: data.shapes, contrast: data.contrast }
  const drawn = (seed: number, length: number): TE.TaskEither<Issue, Source> =>
    pipe(
      sceneSource(options, { seed, length }),
      E.bimap(
        (issues) => map(under('data'))(issues)[0],
        (source) => prepared(e, source),
      ),
      TE.fromEither,
    )
  return pipe(
    TE.Do,
    TE.bind('train', () => drawn(2 * data.seed, data.train)),
    TE.bind('valid', () => drawn(2 * data.seed + 1, data.valid)),
    TE.map((splits) => ({ ...splits, notices: [] })),
  )
}
