import * as E from 'fp-ts/lib/Either.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Dataset } from '../../stdlib/data/dataset.ts'
import { type Hindrances, lookedAt, refusal } from '../../stdlib/data/check/before-training.ts'
import { type SharedFiles, sharedFiles } from '../../stdlib/data/loading/shared-files.ts'
import { filesOf, locateFiles } from '../../stdlib/data/open-files.ts'
import { type Samples, samplesOf } from '../../stdlib/data/samples.ts'
import { cached, type Source, transformed } from '../../stdlib/data/source.ts'
import { measuredByImages, measuredOn, trainedOn, type Whole } from './cut.ts'
import { toInput } from './input.ts'
import { namesMet, type OnDisk, placeOf, readingOf, type Split } from './split.ts'
import { cacheBytes, sourceFrom, type Stored, trainingSource } from './stored.ts'

/** The two splits of an experiment, ready for training and for a detector, and what was noticed while they were read. */
export interface Splits {
  readonly train: Source
  readonly valid: Source
  /** What `train` is made of, for threads that make it anew. */
  readonly stored: Stored
  readonly notices: readonly Issue[]
}

const told = (counts: Iterable<readonly [string, number]>): Issue['evidence'] =>
  [...counts].filter(([, n]) => n > 0).map(([what, n]) => [what, String(n)] as const)

const notices = (split: string, { samples: { dropped, clipped }, counted }: Trusted): readonly Issue[] => {
  const boxes = told([
    ['without a size', dropped.noSize],
    ['outside their image', dropped.outside],
    ['of another class', dropped.otherClass],
    ['cut at the border', clipped],
  ])
  const defects = told(counted)
  const note = (code: string, message: string, hint: string, evidence: Issue['evidence']): readonly Issue[] =>
    evidence.length === 0 ? [] : [issue(code, message, hint, { path: [split], evidence })]
  return [
    ...note('data: boxes', 'some boxes were left out or cut', 'nothing to do, if this is as expected', boxes),
    ...note('data: defects', 'some of what is trained on is wrong or odd', 'fovea data check tells where', defects),
  ]
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

interface Read extends Hindrances {
  readonly dataset: Dataset
  /** Those of a data set that is refused do not matter. */
  readonly samples: E.Either<Issue, Samples>
  readonly files: E.Either<Issue, SharedFiles>
}

interface Trusted extends Hindrances, Whole {}

const readSplit = (e: Experiment, data: OnDisk, split: Split, elsewhere?: ReadonlySet<string>): TE.TaskEither<Issue, Read> => {
  const annotations = placeOf(data, split).place.path
  const classes = e.classes.map((c) => c.name)
  return pipe(
    readingOf(e, data, split, elsewhere),
    TE.bindTo('reading'),
    TE.bind('located', ({ reading }) => TE.fromTask(locateFiles(reading.dataset.folder))),
    TE.chainTaskK(({ reading, located }) => {
      const samples = pipe(reading.dataset, samplesOf(annotations)({ classes, empty: data.empty }))
      const images = new Set(E.isRight(samples) ? samples.right.samples.map(({ id }) => id) : [])
      return pipe(
        reading,
        lookedAt(annotations, { classes, images, files: pipe(TE.fromEither(located), TE.chain(filesOf)) }),
        T.map((looked) => ({
          ...looked,
          dataset: reading.dataset,
          files: E.Functor.map(located, sharedFiles),
          samples: pipe(
            samples,
            E.chain((right) => numbered(e, right, annotations)),
          ),
        })),
      )
    }),
  )
}

/** What `data check` is given. */
const checked = (data: OnDisk): string => (data.kind === 'coco' ? data.folder : data.train.path)

const trusted = (read: Read): E.Either<Issue, Trusted> =>
  pipe(
    E.Do,
    E.bind('samples', () => read.samples),
    E.bind('files', () => read.files),
    E.map((found) => ({ ...read, ...found })),
  )

/** Both splits, or everything that is fatal in either. */
const readSplits = (e: Experiment, data: OnDisk): TE.TaskEither<Issue, { readonly train: Trusted; readonly valid: Trusted }> =>
  pipe(
    TE.Do,
    TE.bind('measured', () => TE.fromTask(readSplit(e, data, 'valid'))),
    TE.bind('train', ({ measured }) => readSplit(e, data, 'train', E.isRight(measured) ? namesMet(measured.right.dataset) : undefined)),
    TE.bind('valid', ({ measured }) => TE.fromEither(measured)),
    TE.chainEitherK(({ train, valid }) => {
      const [first, ...rest] = [...train.fatal, ...valid.fatal]
      if (first !== undefined)
        return E.left(refusal(first, rest, `fovea data check ${checked(data)} tells each; with --fix it writes a corrected copy`))
      return pipe(
        E.Do,
        E.bind('train', () => trusted(train)),
        E.bind('valid', () => trusted(valid)),
      )
    }),
  )

/** The stored pictures of both splits, and what was noticed while they were read. */
const storedOf = (e: Experiment): TE.TaskEither<Issue, Readonly<Record<'train' | 'valid', Stored>> & Pick<Splits, 'notices'>> => {
  const { data } = e
  if (data.kind !== 'scenes')
    return pipe(
      readSplits(e, data),
      TE.chainEitherK(({ train, valid }) => {
        const [trainName, validName] = [placeOf(data, 'train').name, placeOf(data, 'valid').name]
        return pipe(
          E.Do,
          E.bind('train', () => trainedOn(e, trainName, train)),
          E.bind('valid', () => measuredOn(e, validName, valid)),
          E.let('notices', () => [...notices(trainName, train), ...notices(validName, valid)]),
        )
      }),
    )
  const options = { size: data.size, objects: data.objects, sides: data.sides, classes: data.shapes, contrast: data.contrast }
  return TE.right({
    train: { kind: 'scenes', options, seed: 2 * data.seed, length: data.train },
    valid: { kind: 'scenes', options, seed: 2 * data.seed + 1, length: data.valid },
    notices: [],
  })
}

/** Reads, or makes ready to draw, the data of an experiment. */
export const splitsOf = (e: Experiment): TE.TaskEither<Issue, Splits> =>
  pipe(
    storedOf(e),
    TE.chainEitherK(({ train, valid, notices: noticed }) =>
      pipe(
        E.Do,
        E.bind('train', () => trainingSource(e, cached(cacheBytes))(train)),
        E.bind('valid', () =>
          E.Functor.map(sourceFrom(valid), (source) =>
            // Whole images are cut when they are looked at.
            measuredByImages(e) ? source : pipe(source, transformed(toInput(e)), cached(cacheBytes)),
          ),
        ),
        E.map((sources) => ({ ...sources, stored: train, notices: noticed })),
      ),
    ),
  )
