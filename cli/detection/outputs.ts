import { realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { inWords } from '../../stdlib/files/error.ts'
import { makeFolder } from '../../stdlib/files/make-folder.ts'
import { writeAtomically } from '../../stdlib/checkpoint/file.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'

/** Makes the folder of a file to be written, so that a wrong path is known before the work, not after it. */
export const readyFile = (option: string, file: string): TE.TaskEither<Issue, unknown> =>
  pipe(
    readyFolder(option, dirname(file)),
    TE.chain(() =>
      TE.fromTask(() =>
        stat(file).then(
          (found) => found.isDirectory(),
          () => false,
        ),
      ),
    ),
    TE.filterOrElse(
      (isFolder) => !isFolder,
      () =>
        issue('detect: output', 'this is a folder, not a file', `name a file in it: ${option} ${join(file, 'found.json')}`, {
          path: [option, file],
        }),
    ),
  )

/** Makes a folder to be written to. */
export const readyFolder = (option: string, folder: string): TE.TaskEither<Issue, unknown> =>
  TE.tryCatch(
    () => makeFolder(folder),
    (e) => issue('detect: output', inWords(e), 'name a folder that can be written to', { path: [option, folder] }),
  )

/** An issue where a picture to be drawn would take the place of an image that is read. */
export const refuseOverwriting = (folder: string, names: readonly string[], images: readonly string[]): TE.TaskEither<Issue, unknown> =>
  pipe(
    TE.tryCatch(
      async () => {
        const real = await realpath(folder)
        const read = new Set(await Promise.all(images.map((image) => realpath(image).catch(() => resolve(image)))))
        return names.find((name) => read.has(join(real, name)))
      },
      (e) => issue('detect: output', inWords(e), 'name a folder that can be written to', { path: ['--draw', folder] }),
    ),
    TE.filterOrElse(
      (name) => name === undefined,
      (name = '') =>
        issue('detect: output', 'a drawn picture would take the place of an image that is read', 'draw into a folder of its own', {
          path: ['--draw', join(folder, name)],
        }),
    ),
  )

const written = (file: string, bytes: Uint8Array): TE.TaskEither<Issue, void> =>
  pipe(
    writeAtomically(file, bytes),
    TE.mapLeft((i) => ({ ...i, code: 'detect: output' })),
  )

/** One line a detection: still JSON, and easy to look at. */
export const resultsText = (results: readonly Detection[]): string =>
  results.length === 0 ? '[]\n' : `[\n${results.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`

/** Writes results in COCO's format, atomically. */
export const writeResults = (file: string, results: readonly Detection[]): TE.TaskEither<Issue, void> =>
  written(file, new TextEncoder().encode(resultsText(results)))

/** Writes a drawn picture, atomically. */
export const writePicture = written
