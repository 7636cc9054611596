import { drawIssues, paperOf } from './draw.ts'
import { internal } from './internal.ts'

/**
 * Runs a program to its exit code. An exception of ours becomes one line; a reader that went away, as `head` does, is no
 * error. Installed before anything else listens, since Emscripten prints kilobytes of its source where it comes first.
 */
export const edge = async (program: () => Promise<number>): Promise<void> => {
  process.prependListener('uncaughtException', die)
  process.prependListener('unhandledRejection', die)
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (e: Error) => {
      if ('code' in e && e.code === 'EPIPE') process.exit(0)
      die(e)
    })
  }
  try {
    process.exitCode = await program()
  } catch (e) {
    die(e)
  }
}

const die = (e: unknown): never => {
  process.stderr.write(`${drawIssues([internal(e)], paperOf(process.stderr, process.env))}\n`)
  process.exit(1)
}
