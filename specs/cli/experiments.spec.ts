import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { experimentsOf, loadExperiments } from '../../cli/experiments.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-experiments-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const decode = (data: unknown): E.Either<NonEmptyArray<Issue>, NonEmptyArray<unknown>> =>
  JSON.stringify(data).includes('bad') ? E.left([issue('experiment: bad', 'is bad', 'make it good', { path: ['name'] })]) : E.right([data])
const load = async (name: string, text: string): Promise<E.Either<NonEmptyArray<Issue>, NonEmptyArray<unknown>>> => {
  writeFileSync(join(folder, name), text)
  return loadExperiments(decode)(join(folder, name))()
}
const refused = async (name: string, text: string): Promise<Issue> => {
  const read = await load(name, text)
  if (E.isRight(read)) throw new Error('was read')
  return read.left[0]
}

describe('the experiments of a file', () => {
  it('are the data of JSON, or the exports of code', async () => {
    expect(await load('a.json', '[{"name":"a"}]')).toEqual(E.right([[{ name: 'a' }]]))
    expect(await load('a.mjs', 'export const a = { name: "a" }')).toEqual(E.right([[{ name: 'a' }]]))
  })
  it('carry the file in the path of their issues', async () => {
    expect((await refused('a.json', '{"name":"bad"}')).path).toEqual([join(folder, 'a.json'), 'name'])
  })
  it('that can not be read are issues: missing, a folder, malformed, empty of experiments', async () => {
    expect((await refused('a.json', '{')).code).toBe('json: malformed')
    expect((await refused('a.mjs', 'export const n = 3')).code).toBe('experiments: none')
    expect((await refused('a.ts', '')).code).toBe('experiments: none')
    expect((await refused('a.md', '# a')).message).toContain('`.md`')
    const missing = await Promise.all([join(folder, 'none.ts'), folder].map((path) => loadExperiments(decode)(path)()))
    expect(missing.map((r) => (E.isLeft(r) ? r.left[0].code : ''))).toEqual(['file: missing', 'file: folder'])
  })
  it('whose code throws are an issue with the line', async () => {
    const { code, message, evidence } = await refused('b.mjs', '\n\nthrow new Error("no such width\\nmore")\n')
    expect([code, message, evidence]).toEqual(['experiments: code', 'no such width', [['line', '3, column 7']]])
  })
  it('whose imports are not there are an issue', async () => {
    expect((await refused('c.mjs', 'import { x } from "./nowhere.mjs"\nexport const a = { name: x }')).code).toBe('experiments: code')
  })
})

describe('of the exports of a module', () => {
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]
  const of = (exports: object): readonly unknown[] => experimentsOf(new Map(Object.entries(exports)))

  it('everything with a name counts, each once, in arrays or not', () => {
    expect(of({ a, more: [b, [a]], width: 3, helper: () => 1, none: null, options: { r: 4 } })).toEqual([a, b])
  })
  it('the default export and `experiments` count alone where they are', () => {
    expect(of({ a, default: b })).toEqual([b])
    expect(of({ a, experiments: [b, c], default: c })).toEqual([c, b])
  })
  it('what is declared an experiment is not passed over because it has no name', () => {
    expect(of({ experiments: [{ nmae: 'a' }] })).toEqual([{ nmae: 'a' }])
  })
})
