import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setImmediate } from 'node:timers/promises'
import type { Task } from 'fp-ts/lib/Task.js'

/**
 * Lets go at once of what nothing refers to any more. V8 collects when its own heap grows, and a training step hardly makes it grow, while
 * typed arrays that it would let go of may be hundreds of megabytes.
 */
export const collectGarbage: Task<void> = async () => {
  // What has just returned still refers to what it was given.
  await setImmediate()
  try {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc()')
  } catch {
    // Without it memory is let go of later.
  }
}
