import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { runProgram, stopPrograms } from '../../../cli/setup/process.ts'

// In a file of its own: once stopped, no program starts any more.
describe('a set-up that is stopped', () => {
  it('ends the program that runs, and starts no other', async () => {
    const run = (script: string) => runProgram('setup: try', 'try it')(process.execPath, ['-e', script])()
    const waiting = run('setInterval(() => undefined, 1000); setTimeout(() => process.exit(0), 60_000)')
    setTimeout(stopPrograms, 200)
    const [ended, next] = [await waiting, await run('')]
    expect([ended, next].map((e) => (E.isLeft(e) ? e.left.message.replace(process.execPath, 'node') : 'ran'))).toEqual([
      '`node` runs to its end, but it was ended by SIGTERM',
      '`node` runs, but it was asked to stop before',
    ])
  })
})
