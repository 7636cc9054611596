import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeExperiments, type Experiment } from '../../../graphs/experiment/codec.ts'
import { aspects } from './aspects.ts'
import { writeDataFolder, writePicture } from './folder.ts'
import { options } from './options.ts'
import { tiny } from './tiny.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-options-'))
const folders = { gap: join(folder, 'gap'), whole: join(folder, 'whole'), said: join(folder, 'said') }
beforeAll(async () => {
  const { classes } = tiny()
  const counts = { train: 4, valid: 3 }
  await writeDataFolder(folders.gap, [...classes.slice(0, 1), { id: 1, name: 'stranger' }, ...classes.slice(1)], counts)
  await writeDataFolder(folders.whole, classes, counts)
  await writeDataFolder(folders.said, classes, counts, (i) => (i % 2 === 0 ? { ignore: 1 } : {}))
  const valid = JSON.parse(readFileSync(join(folders.said, 'valid.json'), 'utf8')) as {
    readonly images: object[]
    readonly annotations: object[]
  }
  const few = { ...valid, images: valid.images.slice(1, 2), annotations: valid.annotations.slice(1, 2) }
  writeFileSync(join(folders.said, 'few.json'), JSON.stringify(few))
  mkdirSync(join(folders.said, 'other'))
  for (const i of [0, 1, 2, 3]) await writePicture(join(folders.said, 'other', `${String(i)}.png`), 64, 48, 30)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> => typeof u === 'object' && u !== null && !Array.isArray(u)

/** The record with another value at the path. */
const put = (u: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown => {
  const record = isRecord(u) ? u : {}
  return { ...record, [key]: rest.length === 0 ? value : put(record[key], rest, value) }
}

const decoded = (u: unknown): Experiment => {
  const result = decodeExperiments(u)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right[0]
}

/** The path to every value that is no record. That of a `kind` is the path of its record. */
const pathsOf = (u: unknown, path: readonly string[] = []): readonly string[] =>
  isRecord(u) ? Object.entries(u).flatMap(([k, v]) => pathsOf(v, k === 'kind' ? path : [...path, k])) : [path.join('.')]

const all = options(folders)

describe.each(all)('another value gives another: $by, $name', ({ of, by, values }) => {
  let before: unknown
  beforeAll(async () => {
    before = await aspects[by](of)
  })
  it.each(Object.entries(values))('%s', async (path, value) => {
    expect(await aspects[by](decoded(put(of, path.split('.'), value)))).not.toEqual(before)
  })
  it('and the same values the same', async () => {
    expect(await aspects[by](of)).toEqual(before)
  })
})

it('every option of an experiment is among these', () => {
  const tried = new Set(all.flatMap(({ values }) => Object.keys(values)))
  const untried = all.flatMap(({ of }) => pathsOf(of)).filter((path) => !tried.has(path))
  // There is one kind of detector and one of neck, so far.
  expect([...new Set(untried)]).toEqual(['detector', 'detector.neck'])
})
