import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { runProgram, stopPrograms } from '../../../cli/setup/process.ts'

// In a file of its own: once stopped, no program starts any more.
describe('a set-up that is stopped', () => {
  it('ends the program that runs, and starts no other', async () => {
    const run = (script: string) => runProgram('setup: try', 'try it')('sh', ['-c', script])()
    // The pipe closes when the last process that holds it ends: `sleep` too.
    const waiting = run('sleep 60; echo late')
    setTimeout(stopPrograms, 200)
    const [ended, next] = [await waiting, await run('echo next')]
    expect([ended, next].map((e) => (E.isLeft(e) ? e.left.message : 'ran'))).toEqual([
      '`sh` runs to its end, but it was ended by SIGTERM',
      '`sh` runs, but it was asked to stop before',
    ])
  })
})
