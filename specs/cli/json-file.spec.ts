import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readJson } from '../../cli/json-file.ts'
import type { Issue } from '../../dsl/core/issue.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-json-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const read = async (text: string | Buffer): Promise<E.Either<Issue, unknown>> => {
  writeFileSync(join(folder, 'a.json'), text)
  return readJson(join(folder, 'a.json'))()
}
const refused = async (text: string): Promise<Issue> => {
  const json = await read(text)
  if (E.isRight(json)) throw new Error('was read')
  return json.left
}

describe('a JSON file', () => {
  it('is read, with a byte order mark or without', async () => {
    expect(await read('{"a":1}')).toEqual(E.right({ a: 1 }))
    expect(await read('\uFEFF{"a":1}')).toEqual(E.right({ a: 1 }))
  })
  it('that is malformed is refused with the line and what stands there', async () => {
    const lines = '{"images": [\n  {"id": 1},, ]}\n'
    expect(await refused(lines)).toMatchObject({ code: 'json: malformed', path: [join(folder, 'a.json')] })
    expect((await refused(lines)).evidence).toEqual([
      ['line', '2'],
      ['near', '{"id": 1},, ]}'],
    ])
    expect((await refused('{"a":1,\n\n "b" 2}')).evidence[0]).toEqual(['line', '3'])
    expect((await refused('{"a":\nNaN}')).evidence.at(-1)?.[1]).toContain('NaN')
    expect((await refused('{"a":1,\n"b":')).evidence[0]).toEqual(['line', '2'])
  })
  it('that is empty is called empty', async () => {
    expect((await refused(' \n')).code).toBe('json: empty')
  })
  it('that is missing, or a folder, is called so', async () => {
    const codes = await Promise.all([join(folder, 'none.json'), folder].map((path) => readJson(path)()))
    expect(codes.map((r) => (E.isLeft(r) ? r.left.code : 'read'))).toEqual(['file: missing', 'file: folder'])
  })
})
