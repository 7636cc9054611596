import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { writeAtomically } from '../stdlib/checkpoint/file.ts'
import { inWords } from '../stdlib/files/error.ts'
import { makeFolder } from '../stdlib/files/make-folder.ts'
import { readTrained } from './detection/trained.ts'
import { modelOf } from './export/plans.ts'
import { type Page, pageFiles } from './export/page.ts'

type Issues = NonEmptyArray<Issue>
const alone = (i: Issue): Issues => [i]

/** Where `export` speaks. */
export interface ExportWorld {
  readonly out: (text: string) => void
  readonly warn: (issues: Issues) => void
}

const web = fileURLToPath(new URL('../web', import.meta.url))
const marker = 'model.js'

/** Makes the folder; one with other things in it is not written to. */
const ready = (folder: string): TE.TaskEither<Issue, void> =>
  pipe(
    TE.tryCatch(
      async () => {
        await makeFolder(folder)
        return readdir(folder)
      },
      (e) => issue('export: output', inWords(e), 'name a folder that can be written to', { path: [folder] }),
    ),
    TE.filterOrElse(
      (names) => names.length === 0 || names.includes(marker),
      (names) =>
        issue(
          'export: output',
          `a page has a folder of its own, but ${names.slice(0, 3).join(', ')} is in this one`,
          'name another folder',
          {
            path: [folder],
          },
        ),
    ),
    TE.map(() => undefined),
  )

/** What a page is made of besides the model: our own files, bundled. */
const pieces: TE.TaskEither<Issue, Pick<Page, 'html' | 'script' | 'wasm'>> = TE.tryCatch(
  async () => {
    const bundled = await build({
      entryPoints: [join(web, 'main.ts')],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      legalComments: 'none',
      logLevel: 'silent',
    })
    const backend = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
    return {
      html: await readFile(join(web, 'index.html'), 'utf8'),
      script: bundled.outputFiles[0]?.text ?? '',
      wasm: await readFile(join(backend, 'tfjs-backend-wasm-simd.wasm')),
    }
  },
  (e) =>
    issue(
      'export: page',
      `the page's own script is bundled, but ${inWords(e).split('\n')[0] ?? ''}`,
      '`npm ci` installs what it is made of anew',
    ),
)

const size = (files: readonly (readonly [string, Uint8Array])[]): string =>
  `${(files.reduce((n, [, bytes]) => n + bytes.length, 0) / 2 ** 20).toFixed(1)} MiB`

/**
 * `export --web`: a folder with a page that detects in the browser: compiled inference, weights and a bundle, opened as a file. The page
 * itself is written last.
 */
export const exportRun =
  ({ out, warn }: ExportWorld) =>
  (run: string, folder: string): TE.TaskEither<Issues, number> =>
    pipe(
      readTrained(run),
      TE.chain((trained) => {
        const warnings = [...trained.warnings]
        if (isNonEmpty(warnings)) warn(warnings)
        return TE.fromEither(modelOf(trained))
      }),
      TE.bindTo('exported'),
      TE.bind('pieces', () =>
        pipe(
          ready(folder),
          TE.chain(() => pieces),
          TE.mapLeft(alone),
        ),
      ),
      TE.map(({ exported, pieces }) => pageFiles({ ...exported, ...pieces })),
      TE.chainFirst((files) =>
        pipe(
          files,
          TE.traverseSeqArray(([name, bytes]) => writeAtomically(join(folder, name), bytes)),
          TE.mapLeft((i) => alone({ ...i, code: 'export: output' })),
        ),
      ),
      TE.map((files) => {
        out(`${join(folder, 'index.html')}: open it in a browser, no server is needed (${size(files)})\n`)
        return 0
      }),
    )
