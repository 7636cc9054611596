/** A stop that a person or a scheduler asked for: by which signal, and whether more than once. */
export interface Interrupt {
  readonly asked: () => NodeJS.Signals | undefined
  /** Calls `again` with false on the first signal, with true on each later one, until what it gives back is called. */
  readonly listen: (hear: (again: boolean) => void) => () => void
  readonly close: () => void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm, tsx and the terminal each pass the same Ctrl-C on; what comes within this time is one signal (ms). */
const together = 1000

/** Catches the signals that ask a program to stop, from now on until `close`. */
export const interrupt = (now: () => number = Date.now): Interrupt => {
  const state: { first: NodeJS.Signals | undefined; last: number; hear: ((again: boolean) => void) | undefined } = {
    first: undefined,
    last: -Infinity,
    hear: undefined,
  }
  const caught = (signal: NodeJS.Signals): void => {
    const echo = now() - state.last < together
    state.last = now()
    if (echo) return
    const again = state.first !== undefined
    state.first ??= signal
    state.hear?.(again)
  }
  signals.forEach((signal) => process.on(signal, caught))
  return {
    asked: () => state.first,
    listen: (hear) => {
      state.hear = hear
      return () => {
        state.hear = undefined
      }
    },
    close: () => {
      signals.forEach((signal) => process.off(signal, caught))
    },
  }
}
