import { stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, under, type Issue } from '../dsl/core/issue.ts'
import { unreadable } from '../stdlib/files/unreadable.ts'
import { readJson } from './json-file.ts'

type Issues = NonEmptyArray<Issue>

/**
 * Reads the experiments of FILE: `.json` is parsed, `.ts` and its like are imported as code. Of a module the default export and
 * `experiments` count, where there are none every exported object with a name; each may be an array. All of them are decoded.
 */
export const loadExperiments =
  <A>(decode: (data: unknown) => E.Either<Issues, NonEmptyArray<A>>) =>
  (file: string): TE.TaskEither<Issues, NonEmptyArray<A>> =>
    pipe(
      TE.tryCatch(() => stat(file), unreadable(file)),
      TE.filterOrElse(
        (found) => found.isFile(),
        () => issue('file: folder', 'this is a folder, not a file', 'name a file in it', { path: [file] }),
      ),
      TE.chain(() => (extname(file) === '.json' ? readJson(file) : code.includes(extname(file)) ? exported(file) : TE.left(neither(file)))),
      TE.mapLeft((i): Issues => [i]),
      TE.chainEitherK((data) => pipe(decode(data), E.mapLeft(map(under(file))))),
    )

const code: readonly string[] = ['.ts', '.mts', '.js', '.mjs']

const neither = (file: string): Issue =>
  issue(
    'experiments: file',
    `experiments are code (.ts) or data (.json), but this file ends in \`${extname(file)}\``,
    'name a .ts or .json file',
    {
      path: [file],
    },
  )

const exported = (file: string): TE.TaskEither<Issue, unknown> =>
  pipe(
    TE.tryCatch(
      async (): Promise<object> => {
        const module: unknown = await import(pathToFileURL(resolve(file)).href)
        return typeof module === 'object' && module !== null ? module : {}
      },
      (e) => broken(file, e),
    ),
    TE.chainEitherK((module) => {
      const found = experimentsOf(new Map(Object.entries(module)))
      return found.length > 0
        ? E.right(found)
        : E.left(
            issue('experiments: none', 'this module exports no experiment', 'write `export const experiments = [experiment({ ... })]`', {
              path: [file],
            }),
          )
    }),
  )

/** The experiments among the exports of a module, each once. */
export const experimentsOf = (exports: ReadonlyMap<string, unknown>): readonly unknown[] => {
  const declared = ['default', 'experiments'].flatMap((key) => (exports.has(key) ? [exports.get(key)] : []))
  const flat = (u: unknown): readonly unknown[] => (Array.isArray(u) ? u.flatMap(flat) : [u])
  return [
    ...new Set(declared.length > 0 ? declared.flatMap(flat).filter(isSomething) : [...exports.values()].flatMap(flat).filter(isNamed)),
  ]
}

/** A module without exports has an empty default export where it is taken for CommonJS. */
const isSomething = (u: unknown): boolean => !(typeof u === 'object' && u !== null && Object.keys(u).length === 0)

const isNamed = (u: unknown): boolean => typeof u === 'object' && u !== null && 'name' in u && typeof u.name === 'string'

/** Code that can't be compiled, imported or run, with the line of it where that is known. */
const broken = (file: string, e: unknown): Issue => {
  const text = e instanceof Error ? e.message : String(e)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const message = lines.find((line) => line.includes('ERROR:'))?.replace(/^.*ERROR:\s*/, '') ?? lines[0] ?? 'threw nothing that can be read'
  const trail = `${text}\n${e instanceof Error ? (e.stack ?? '') : ''}`
  const escaped = resolve(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const where = new RegExp(`${escaped}:(\\d+)(?::(\\d+))?`).exec(trail)
  return issue(
    'experiments: code',
    message.length > 300 ? `${message.slice(0, 297)}...` : message,
    /"cjs" output format/.test(text) ? 'outside a package of type module, name the file .mts' : 'repair the file: it must run on its own',
    {
      path: [file],
      evidence: where === null ? [] : [['line', `${where[1] ?? ''}${where[2] === undefined ? '' : `, column ${where[2]}`}`]],
    },
  )
}
