import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../../../dsl/core/issue.ts'
import { type Files, filesIn } from '../../files.ts'
import { openFiles } from '../../open-files.ts'
import { isTar } from '../../shards/compression.ts'

/** Some files of a place, by name. */
export interface LabelFiles {
  readonly files: Files
  readonly names: readonly string[]
}

const listed =
  (wanted: (name: string) => boolean) =>
  (files: Files): TE.TaskEither<Issue, LabelFiles> =>
    pipe(
      files.list(wanted),
      TE.map((names) => ({ files, names })),
    )

/** Files of annotations: in tar shards, beside the images in them, or in a folder, which may hold shards of images. */
export const openLabels = (place: string, wanted: (name: string) => boolean): TE.TaskEither<Issue, LabelFiles> =>
  pipe(
    openFiles(place),
    TE.chain(listed(wanted)),
    TE.chain((inside) => (inside.names.length > 0 || isTar(place) ? TE.right(inside) : pipe(filesIn(place), TE.chain(listed(wanted))))),
  )
