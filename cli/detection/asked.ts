import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Category } from '../../stdlib/data/dataset.ts'
import type { Asked } from './find.ts'
import { declaredSize, readGroundTruth } from './ground-truth.ts'
import { identify } from './identify.ts'

type Issues = NonEmptyArray<Issue>

interface Numbered {
  readonly asked: readonly Asked[]
  readonly warnings: readonly Issue[]
}

const notListed = (file: string, missing: readonly string[], of: number): Issue =>
  issue(
    'detect: not in the ground truth',
    `each image is in the ground truth, but ${String(missing.length)} of ${String(of)} are not`,
    'they are looked at and drawn, but left out of the results; compare their names with `file_name`',
    { path: [file], evidence: [['images', missing.slice(0, 4).join(', ') + (missing.length > 4 ? ', …' : '')]] },
  )

const fromGroundTruth = (
  files: readonly string[],
  groundTruth: string,
  classes: readonly Category[],
  split: string | undefined,
): TE.TaskEither<Issues, Numbered> =>
  pipe(
    readGroundTruth(groundTruth, classes, split),
    TE.chain(({ images, warnings }) =>
      pipe(
        TE.fromEither(identify(files, images)),
        TE.chain((records) => {
          const missing = files.filter((_, i) => records[i] === undefined)
          const told = missing.length === 0 ? [] : [notListed(groundTruth, missing, files.length)]
          if (told[0] !== undefined && missing.length === files.length)
            return TE.left<Issues, Numbered>([
              { ...told[0], hint: 'is it the ground truth of these images? Compare their names with `file_name`' },
            ])
          const asked = files.map((file, i) => {
            const record = records[i]
            return { file, id: record?.id, declared: record === undefined ? undefined : declaredSize(record) }
          })
          return TE.right({ asked, warnings: [...warnings, ...told] })
        }),
      ),
    ),
  )

/**
 * The numbers of image files in the results: their `id` in the ground truth, where there is one, else their positions from 1. A ground
 * truth that knows some of the images only is a warning, one that knows none of them an issue.
 */
export const numbered = (
  files: readonly string[],
  groundTruth: string | undefined,
  classes: readonly Category[],
  split?: string,
): TE.TaskEither<Issues, Numbered> =>
  groundTruth === undefined
    ? TE.right({ asked: files.map((file, i) => ({ file, id: i + 1 })), warnings: [] })
    : fromGroundTruth(files, groundTruth, classes, split)
