import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Issue } from '../../../dsl/core/issue.ts'
import { runProgram } from '../../../cli/setup/process.ts'

const node = (script: string, told?: (done: number, total: number) => void): Promise<E.Either<Issue, string>> =>
  runProgram('setup: try', 'try it', told)(process.execPath, ['-e', script])()

describe('a program that a set-up runs', () => {
  it('gives what it printed, and tells its progress apart', async () => {
    const told: (readonly number[])[] = []
    const ran = await node('console.log("a"); console.log("Progress 3 of 9"); console.error("b")', (...p) => told.push(p))
    expect([E.isRight(ran) ? ran.right.split('\n').toSorted() : ran, told]).toEqual([['a', 'b'], [[3, 9]]])
  })

  it('that fails is an issue with its last words, however it ends', async () => {
    const message = (e: E.Either<Issue, string>): string => (E.isLeft(e) ? e.left.message : '')
    const failed = await node('for (let i = 0; i < 9; i++) console.error(i); process.exit(3)')
    expect(message(failed)).toContain('ended with 3')
    expect(E.isLeft(failed) ? failed.left.evidence : []).toEqual([5, 6, 7, 8].map((i) => ['printed', String(i)]))
    expect(message(await node('process.kill(process.pid, "SIGKILL")'))).toContain('was ended by SIGKILL')
    expect(message(await runProgram('setup: try', 'try it')('/nowhere/at-all', [])())).toContain('does not start')
  })

  it('that names the cause of its failure fails with that cause', async () => {
    const cause = async (said: string): Promise<string> => {
      const ran = await node(`console.error(${JSON.stringify(said)}); process.exit(1)`)
      return E.isLeft(ran) ? `${ran.left.code}, ${String(ran.left.evidence.length)}` : 'ran'
    }
    expect([
      await cause('OSError: [Errno 28] No space left on device'),
      await cause('ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'),
      await cause('g++: fatal error: Killed signal terminated program cc1plus'),
      await cause('something else'),
    ]).toEqual(['setup: disk, 1', 'setup: hash, 1', 'setup: memory, 1', 'setup: try, 1'])
  })
})
