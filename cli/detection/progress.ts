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

/** Says how much is done. */
export interface Progress {
  /** `part` is of the image in work. */
  readonly tell: (done: number, part?: { readonly done: number; readonly of: number }) => void
  /** Makes way for other text. */
  readonly clear: () => void
}

/** Says how many of `total` are done (images, or `what` they are), how many a second, and how long the rest takes; nothing where all is done before the first word is due. */
export const progress = (world: ProgressWorld, total: number, what = 'images'): Progress => {
  const every = world.live ? pause.live : pause.lines
  const began = world.now()
  let next = began + every
  return {
    tell: (done, part) => {
      if (world.now() < next) return
      next = world.now() + every
      const within = part === undefined || done >= total ? '' : `, ${String(part.done)} of ${String(part.of)} tiles of the next`
      const much = done + (within === '' || part === undefined ? 0 : part.done / part.of)
      const rate = (1000 * much) / (world.now() - began)
      const text = `${String(done)} of ${String(total)} ${what}${within}, ${short(rate)} a second, ${duration((total - much) / rate)} left`
      world.err(world.live ? `\r\u001b[K${text}` : `${text}\n`)
    },
    clear: () => {
      if (world.live) world.err('\r\u001b[K')
    },
  }
}
