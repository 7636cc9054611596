import { duration, short } from '../monitor/format.ts'

/** Where progress is said: on a terminal one line that is written over, else a line now and then. */
export interface ProgressWorld {
  readonly err: (text: string) => void
  readonly live: boolean
  /** In milliseconds. */
  readonly now: () => number
}

/** Milliseconds between two words of progress. */
const pause = { live: 100, lines: 10_000 }

/** Says how many of `total` are done, how many a second, and how long the rest takes; nothing where all is done before the first word is due. `clear` makes way for other text. */
export const progress = (world: ProgressWorld, total: number): { readonly tell: (done: number) => void; readonly clear: () => void } => {
  const every = world.live ? pause.live : pause.lines
  const began = world.now()
  let next = began + every
  return {
    tell: (done) => {
      if (world.now() < next) return
      next = world.now() + every
      const rate = (1000 * done) / (world.now() - began)
      const text = `${String(done)} of ${String(total)} images, ${short(rate)} a second, ${duration((total - done) / rate)} left`
      world.err(world.live ? `\r\u001b[K${text}` : `${text}\n`)
    },
    clear: () => {
      if (world.live) world.err('\r\u001b[K')
    },
  }
}
