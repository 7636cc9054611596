import { basename, resolve } from 'node:path'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { ImageRecord } from './ground-truth.ts'

const parts = (path: string): readonly string[] => path.split(/[\\/]/).filter((part) => part !== '' && part !== '.')

const endsWith = (path: readonly string[], end: readonly string[]): boolean =>
  end.length <= path.length && end.every((part, i) => part === path[path.length - end.length + i])

interface Named {
  readonly record: ImageRecord
  readonly parts: readonly string[]
}

/** The records whose whole file name the path ends in, of these the longest names. */
const sameEnd = (file: string, named: readonly Named[]): readonly Named[] => {
  const path = parts(resolve(file))
  const ends = named.filter((n) => endsWith(path, n.parts))
  const longest = Math.max(...ends.map((n) => n.parts.length))
  return ends.filter((n) => n.parts.length === longest)
}

/**
 * The record of each image file, or undefined where the ground truth has none. A path belongs to the record whose `file_name` it ends in,
 * folders included; else to the one record of the same name in any folder that no other path ends in.
 *
 * Issues, all at once: a path that several records fit equally well, and a record that several paths fit.
 *
 * @example identify(['photos/a/1.jpg'], [{ id: 7, file_name: 'a/1.jpg' }]) // => right([{ id: 7, file_name: 'a/1.jpg' }])
 */
export const identify = (
  files: readonly string[],
  records: readonly ImageRecord[],
): E.Either<NonEmptyArray<Issue>, readonly (ImageRecord | undefined)[]> => {
  const byName = new Map<string, readonly Named[]>()
  for (const record of records) {
    const named = { record, parts: parts(record.file_name) }
    const name = named.parts.at(-1) ?? ''
    byName.set(name, [...(byName.get(name) ?? []), named])
  }
  const alike = files.map((file) => byName.get(basename(file)) ?? [])
  const exact = files.map((file, i) => sameEnd(file, alike[i] ?? []))
  const taken = new Set(exact.flat())
  const candidates = exact.map((found, i) => (found.length > 0 ? found : (alike[i] ?? []).filter((n) => !taken.has(n))))
  const issues = [
    ...files.flatMap((file, i) => ((candidates[i]?.length ?? 0) > 1 ? [manyRecords(file, candidates[i] ?? [])] : [])),
    ...manyFiles(files, candidates),
  ]
  return isNonEmpty(issues) ? E.left(issues) : E.right(candidates.map(([found]) => found?.record))
}

const few = (names: readonly string[]): string => (names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', '))

const manyRecords = (file: string, found: readonly Named[]): Issue =>
  issue(
    'detect: which image',
    `a file is one image of the ground truth, but ${String(found.length)} records fit`,
    'name folders so that the end of the path is the `file_name`',
    {
      path: [file],
      evidence: [['records', few(found.map(({ record }) => `${String(record.id)} ${record.file_name}`))]],
    },
  )

const manyFiles = (files: readonly string[], candidates: readonly (readonly Named[])[]): readonly Issue[] => {
  const byId = new Map<number, readonly string[]>()
  candidates.forEach(([found, ...others], i) => {
    if (found !== undefined && others.length === 0) byId.set(found.record.id, [...(byId.get(found.record.id) ?? []), files[i] ?? ''])
  })
  return [...byId].flatMap(([id, of]) =>
    of.length < 2
      ? []
      : [
          issue(
            'detect: which image',
            `an image of the ground truth is one file, but ${String(of.length)} files fit image ${String(id)}`,
            'pass one of them',
            { path: [of[0] ?? ''], evidence: [['files', few(of)]] },
          ),
        ],
  )
}
