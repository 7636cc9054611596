import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alone } from '../../../cli/setup/lock.ts'
import { issue, type Issue } from '../../../dsl/core/issue.ts'

let cache = ''
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'fovea-cache-'))
})
afterEach(() => {
  rmSync(cache, { recursive: true, force: true })
})
const codes = (e: E.Either<Issue, unknown>): string => (E.isLeft(e) ? `${e.left.code}: ${e.left.message}` : 'done')
const nothing = TE.right<Issue, number>(1)

describe('a cache folder', () => {
  it('is that of one set-up at a time, and says in its own words which one', async () => {
    const within: TE.TaskEither<Issue, string> = async () => E.right(codes(await alone(cache, nothing)()))
    expect(await alone(cache, within)()).toEqual(E.right('setup: locked: another process sets TensorFlow up here, or removes it'))
  })

  it('is free again afterwards, also where the set-up failed', async () => {
    expect(codes(await alone(cache, TE.left(issue('a', 'b', 'c')))())).toBe('a: b')
    expect([codes(await alone(cache, nothing)()), existsSync(join(cache, 'setup.lock'))]).toEqual(['done', false])
  })

  it('that cannot be written to is an issue, with another folder as the way out', async () => {
    const refused = await alone(join(cache, 'gone'), nothing)()
    expect(E.isLeft(refused) && [refused.left.code, refused.left.hint]).toEqual([
      'setup: lock',
      'check the cache folder, or name another: FOVEA_CACHE=/large/disk',
    ])
  })
})
