import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Anchoring } from '../../graphs/experiment/anchoring.ts'
import { decodeExperiments, type Experiment } from '../../graphs/experiment/codec.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import type { CoverageOptions } from '../commands/data/coverage.ts'
import type { ProgressWorld } from '../detection/progress.ts'
import { loadExperiments } from '../experiments.ts'
import { named, whole } from '../options.ts'
import type { Io } from '../program.ts'
import { anchorsNamed } from './anchors-named.ts'
import { counted, sampled } from './counting.ts'
import { coverageJson } from './coverage-json.ts'
import { type Counted, coverageTable } from './coverage-table.ts'
import { coverageWarnings } from './coverage-warnings.ts'
import { foundFaults } from './faults.ts'
import { anchorsAsLearner, type Learner, pointsOf } from './learner.ts'
import { type Given, type Truths, truthsIn, truthsOf } from './truths.ts'

type Issues = NonEmptyArray<Issue>

export interface CoverageWorld extends Pick<Io, 'out' | 'paper'>, ProgressWorld {
  readonly warn: (issues: readonly Issue[]) => void
}

const validated = sequenceS(E.getApplicativeValidation(getSemigroup<Issue>()))

const alone = (i: Issue): Issues => [i]

/** `1333x800` as a size. @example extentOf('1333x800') // => { _tag: 'Right', right: { width: 1333, height: 800 } } */
export const extentOf = (text: string | undefined): E.Either<Issues, Extent | undefined> => {
  if (text === undefined) return E.right(undefined)
  const [, width, height] = /^(\d{1,5})[x×](\d{1,5})$/.exec(text) ?? []
  return Number(width) > 0 && Number(height) > 0
    ? E.right({ width: Number(width), height: Number(height) })
    : E.left([
        issue('coverage: size', `\`--size\` takes a width and a height, but is \`${text}\``, 'write `--size 1333x800`', {
          path: ['--size'],
        }),
      ])
}

/** One thing to count: what learns, and what it learns from. */
interface Subject {
  readonly names: readonly string[]
  readonly learner: Learner
  readonly truths: TE.TaskEither<Issue, Truths>
}

/** What decides coverage. Experiments that differ in something else share one table. */
const decisive = ({ data, detector, input, classes, test }: Experiment): string =>
  JSON.stringify([data, detector.backbone, detector.neck, detector.assigner, input, classes, test.scale])

const subjectsOf = (experiments: readonly Experiment[], anchors: Anchoring | undefined, given: Given | undefined): readonly Subject[] => {
  const groups = new Map<string, readonly Experiment[]>()
  for (const e of experiments) groups.set(decisive(e), [...(groups.get(decisive(e)) ?? []), e])
  return [...groups.values()].flatMap((group) => {
    const [e] = group
    if (e === undefined) return []
    const names = group.map(({ name }) => name)
    return [
      {
        names: anchors === undefined ? names : [`${anchors.name} in place of ${names.join(', ')}`],
        learner: anchors === undefined ? pointsOf(e) : anchorsAsLearner(anchors),
        truths: truthsOf(e, given),
      },
    ]
  })
}

const missing: Issue = issue(
  'coverage: what of what',
  'a detector and data are needed, but there is neither an experiment nor both `--anchors` and `--data`',
  'name a file of experiments, or write `--data train.json --anchors retinanet-aitod`',
)

const sizeWithout: Issue = issue(
  'coverage: size',
  '`--size` is for data without an experiment, which has an input of its own',
  'leave out `--size`',
  {
    path: ['--size'],
  },
)

/**
 * `data coverage`: which boxes would have positives, and on which levels, for every experiment of a file or for anchors as data. Sizes that cannot be
 * learned are warned of. The counts are those of images as they stand, without flips.
 */
export const coverage =
  (world: CoverageWorld) =>
  (file: string | undefined, o: CoverageOptions): TE.TaskEither<Issues, number> =>
    pipe(
      TE.fromEither(validated({ sample: whole('coverage')('--sample', o.sample, 1), size: extentOf(o.size) })),
      TE.bind('anchors', () => (o.anchors === undefined ? TE.right(undefined) : anchorsNamed(o.anchors))),
      TE.bind('subjects', ({ anchors, size }): TE.TaskEither<Issues, readonly Subject[]> => {
        const given = o.data === undefined ? undefined : { path: o.data, from: o.from, split: o.split }
        if (file === undefined)
          return given === undefined || anchors === undefined
            ? TE.left([missing])
            : TE.right([{ names: [anchors.name], learner: anchorsAsLearner(anchors), truths: truthsIn(given, size) }])
        if (size !== undefined) return TE.left([sizeWithout])
        return pipe(
          loadExperiments(decodeExperiments)(file),
          TE.chainEitherK((found) => named('coverage')(found, o.only)),
          TE.map((experiments) => subjectsOf(experiments, anchors, given)),
        )
      }),
      TE.chain(({ subjects, sample }) =>
        pipe(
          subjects,
          TE.traverseSeqArray((subject) => told(world, subject, sample, o.json === true)),
          TE.mapLeft(alone),
        ),
      ),
      TE.map((all) => {
        if (o.json === true) world.out(`${JSON.stringify({ coverage: all.map((c) => coverageJson(c, coverageWarnings(c))) })}\n`)
        return 0
      }),
    )

const told = (
  world: CoverageWorld,
  { names, learner, truths }: Subject,
  sample: number | undefined,
  json: boolean,
): TE.TaskEither<Issue, Counted> =>
  pipe(
    truths,
    TE.chain((found) => {
      if (found.reading !== undefined) {
        const { shown } = foundFaults(found.reading)
        if (shown.length > 0) world.warn(shown)
      }
      const indices = sampled(found.length, sample)
      return pipe(
        counted(world)(learner, found, indices),
        TE.map((of): Counted => ({
          names,
          learner,
          from: found.from,
          input: found.input,
          scale: found.scale,
          images: indices.length,
          coverage: of,
        })),
      )
    }),
    TE.map((c) => {
      if (json) return c
      world.out(`${coverageTable(c, world.paper().columns)}\n`)
      const warnings = coverageWarnings(c)
      if (warnings.length > 0) world.warn(warnings)
      return c
    }),
  )
