import { stat } from 'node:fs/promises'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, map, type NonEmptyArray, traverse } from 'fp-ts/lib/NonEmptyArray.js'
import { ApplyPar } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { sound } from '../../stdlib/data/fault.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import type { FormatName } from '../../stdlib/data/formats/names.ts'
import type { ResultColumns, TruthColumns } from '../../stdlib/eval/columns.ts'
import { compareColumns } from '../../stdlib/eval/compare-columns.ts'
import type { Comparison } from '../../stdlib/eval/comparison.ts'
import { cutWarnings } from '../../stdlib/eval/cut.ts'
import { type Protocol, unlisted } from '../../stdlib/eval/protocol.ts'
import { readResults } from '../../stdlib/eval/read-results.ts'
import { readTextResults } from '../../stdlib/eval/read-text-results.ts'
import { readTruth } from '../../stdlib/eval/read-truth.ts'
import { reconcile } from '../../stdlib/eval/reconcile.ts'
import { truthOf } from '../../stdlib/eval/truth-of-dataset.ts'
import type { EvaluateOptions } from '../commands/evaluate.ts'
import { onePart } from '../data/one-part.ts'
import type { PartPlace } from '../data/parts.ts'
import { numberedAs, ownNumbers } from './numbering.ts'
import { protocolOf } from './protocol.ts'

type Issues = NonEmptyArray<Issue>

/** What an evaluation measures, and what was left out of it. */
export interface Compared {
  readonly protocol: Protocol
  readonly comparison: Comparison
  readonly warnings: readonly Issue[]
}

/** Where a ground truth lies, and by what detections are compared with it. */
type Options = Omit<EvaluateOptions, 'json' | 'detections'>

/** Where the two sides of an evaluation lie. */
export type Sides = Options & { readonly detections: string }

/** Reads both sides. Faults of the command line, the ground truth and the detections are told at once. */
export const compared = (sides: Sides): TE.TaskEither<Issues, Compared> =>
  pipe(
    comparedEach(sides, [sides.detections]),
    TE.map(([only]) => only),
  )

/** The same of several results, in their order: the ground truth is read once. */
export const comparedEach = (options: Options, files: NonEmptyArray<string>): TE.TaskEither<Issues, NonEmptyArray<Compared>> =>
  pipe(
    all({ protocol: TE.fromEither(protocolOf(options)), truth: readGroundTruth(options), found: each(readAtOnce)(files) }),
    TE.chain(({ protocol, truth, found }) =>
      pipe(
        found,
        each(({ path, results }) =>
          pipe(
            results === undefined ? readTextResults(path, truth.truth) : TE.right(results),
            TE.chainEitherK(comparedBy(protocol, truth, path)),
          ),
        ),
      ),
    ),
  )

/** A ground truth, and what is worth knowing of the numbers of its classes. */
interface Truth {
  readonly truth: TruthColumns
  readonly notices: readonly Issue[]
}

const validation = TE.getApplicativeTaskValidation(ApplyPar, getSemigroup<Issue>())
const all = sequenceS(validation)
const each = <A, B>(f: (a: A) => TE.TaskEither<Issues, B>): ((list: NonEmptyArray<A>) => TE.TaskEither<Issues, NonEmptyArray<B>>) =>
  traverse(validation)(f)

/** Results of a file; those of a folder of text wait, since they name images and classes, whose numbers the ground truth tells. */
const readAtOnce = (path: string): TE.TaskEither<Issues, { readonly path: string; readonly results?: ResultColumns }> =>
  pipe(
    TE.fromTask<boolean, Issues>(isFolder(path)),
    TE.chain((folder) =>
      folder
        ? TE.right({ path })
        : pipe(
            readResults(path),
            TE.map((results) => ({ path, results })),
          ),
    ),
  )

const comparedBy =
  (protocol: Protocol, { truth, notices: numbers }: Truth, path: string) =>
  (results: ResultColumns): E.Either<Issues, Compared> =>
    pipe(
      reconcile(truth, unlisted(protocol))(results),
      E.mapLeft(map(under(path))),
      E.map((notices) => {
        const comparison = compareColumns(protocol)(truth, results)
        const warnings = [
          ...numbers,
          ...(results.count === 0 ? [nothingFound(path)] : []),
          ...notices,
          ...cutWarnings(protocol, comparison),
        ]
        return { protocol, comparison, warnings }
      }),
    )

const nothingFound = (path: string): Issue =>
  issue(
    'detections: none',
    'there is no detection in it, so every object counts as missed',
    'was the score threshold of the detector too high?',
    {
      path: [path],
    },
  )

const isFolder = (path: string) => (): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** Formats that are COCO's JSON, which is read record by record. */
const streamed: readonly FormatName[] = ['coco', 'aitod', 'tinyperson', 'seaperson']

const readGroundTruth = ({ groundTruth: path, from, split, images, classes }: Options): TE.TaskEither<Issues, Truth> => {
  const single = (i: Issue): Issues => [i]
  return pipe(
    TE.fromTask<boolean, Issue>(isFolder(path)),
    TE.chain((folder): TE.TaskEither<Issue, Pick<PartPlace, 'format' | 'place'>> =>
      folder || from !== undefined || split !== undefined
        ? onePart(path, { from, images, split })
        : TE.right({ format: 'coco', place: { path } }),
    ),
    TE.mapLeft(single),
    TE.chain(({ format, place }) =>
      streamed.includes(format)
        ? classes === undefined
          ? pipe(
              readTruth(place.path),
              TE.map((truth) => ({ truth, notices: [] })),
            )
          : TE.left(single(ownNumbers(format)))
        : pipe(
            formats[format].read(place),
            TE.chainEitherK(sound),
            TE.mapLeft(single),
            TE.chainEitherK(numberedAs(format, classes)),
            TE.map(({ dataset, notices }) => ({ truth: truthOf(dataset), notices })),
          ),
    ),
  )
}
