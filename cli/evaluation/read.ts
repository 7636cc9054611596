import { stat } from 'node:fs/promises'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { ApplyPar } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, under } from '../../dsl/core/issue.ts'
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
import { reconcileColumns } from '../../stdlib/eval/reconcile.ts'
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

/** Where the two sides of an evaluation lie, and by what they are compared. */
export type Sides = Omit<EvaluateOptions, 'json' | 'detections'> & { readonly detections: string }

/** Reads both sides. Faults of the command line, the ground truth and the detections are told at once. */
export const compared = (sides: Sides): TE.TaskEither<Issues, Compared> =>
  pipe(
    isFolder(sides.detections),
    TE.fromTask,
    TE.chain((folder) => (folder ? readInTurn(sides) : readAtOnce(sides))),
    TE.chainEitherK(({ protocol, truth: { truth, notices: numbers }, results }) =>
      pipe(
        reconcileColumns(truth, unlisted(protocol))(results),
        E.mapLeft(map(under(sides.detections))),
        E.map((notices) => {
          const comparison = compareColumns(protocol)(truth, results)
          return { protocol, comparison, warnings: [...numbers, ...notices, ...cutWarnings(protocol, comparison)] }
        }),
      ),
    ),
  )

/** A ground truth, and what is worth knowing of the numbers of its classes. */
interface Truth {
  readonly truth: TruthColumns
  readonly notices: readonly Issue[]
}

interface Read {
  readonly protocol: Protocol
  readonly truth: Truth
  readonly results: ResultColumns
}

const all = sequenceS(TE.getApplicativeTaskValidation(ApplyPar, getSemigroup<Issue>()))

const readAtOnce = (sides: Sides): TE.TaskEither<Issues, Read> =>
  all({ protocol: TE.fromEither(protocolOf(sides)), truth: readGroundTruth(sides), results: readResults(sides.detections) })

/** Folders of text name images and classes, whose numbers the ground truth tells. */
const readInTurn = (sides: Sides): TE.TaskEither<Issues, Read> =>
  pipe(
    all({ protocol: TE.fromEither(protocolOf(sides)), truth: readGroundTruth(sides) }),
    TE.chain(({ protocol, truth }) =>
      pipe(
        readTextResults(sides.detections, truth.truth),
        TE.map((results) => ({ protocol, truth, results })),
      ),
    ),
  )

const isFolder = (path: string) => (): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** Formats that are COCO's JSON, which is read record by record. */
const streamed: readonly FormatName[] = ['coco', 'aitod', 'tinyperson', 'seaperson']

const readGroundTruth = ({ groundTruth: path, from, images, classes }: Sides): TE.TaskEither<Issues, Truth> => {
  const single = (i: Issue): Issues => [i]
  return pipe(
    TE.fromTask<boolean, Issue>(isFolder(path)),
    TE.chain((folder): TE.TaskEither<Issue, Pick<PartPlace, 'format' | 'place'>> =>
      folder || from !== undefined ? onePart(path, { from, images }) : TE.right({ format: 'coco', place: { path } }),
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
