import { drawIssues, paperOf } from './draw.ts'
import { issue } from '../dsl/core/issue.ts'
import { internal } from './internal.ts'

/**
 * Runs a program to its exit code. An exception of ours becomes one line; a reader that went away, as `head` does, is no
 * error. Installed before anything else listens, since Emscripten prints kilobytes of its source where it comes first.
 */
export const edge = async (program: () => Promise<number>): Promise<void> => {
  const state = { ended: false }
  process.once('exit', (code) => {
    // From 128 on a signal ended it, which whoever sent it knows.
    if (state.ended || code >= 128) return
    process.stderr.write(`${drawIssues([leftEarly], paperOf(process.stderr, process.env))}\n`)
    process.exitCode = 1
  })
  const die = (e: unknown): never => {
    state.ended = true
    process.stderr.write(`${drawIssues([internal(e)], paperOf(process.stderr, process.env))}\n`)
    process.exit(1)
  }
  process.prependListener('uncaughtException', die)
  process.prependListener('unhandledRejection', die)
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (e: Error) => {
      if (!('code' in e && e.code === 'EPIPE')) die(e)
      state.ended = true
      process.exit(0)
    })
  }
  try {
    const code = await program()
    state.ended = true
    await Promise.all([process.stdout, process.stderr].map(flushed))
    // A GPU that was used keeps the process alive.
    process.exit(code)
  } catch (e) {
    die(e)
  }
}

/** When all that was written to a stream has gone. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((done) => {
    stream.write('', () => done())
  })

const leftEarly = issue(
  'program: left early',
  'a command runs to its end, but the process was asked to exit before',
  'an experiment file that calls process.exit cannot be read: take the call out',
)
