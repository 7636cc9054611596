/** A stop that a person or a scheduler asked for: by which signal, and whether more than once. */
export interface Interrupt {
  readonly asked: () => NodeJS.Signals | undefined
  /** Calls `hear` with false on the first signal, with true on each later one, until what it gives back is called. */
  readonly listen: (hear: (again: boolean) => void) => () => void
  readonly close: () => void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm, tsx and the terminal each pass the same Ctrl-C on; what comes within this time is one signal (ms). */
const together = 1000

/** Catches the signals that ask a program to stop, from now on until `close`. */
export const interrupt = (now: () => number = Date.now): Interrupt => {
  const state: { first: NodeJS.Signals | undefined; last: number } = { first: undefined, last: -Infinity }
  const listeners = new Set<(again: boolean) => void>()
  const caught = (signal: NodeJS.Signals): void => {
    const echo = now() - state.last < together
    state.last = now()
    if (echo) return
    const again = state.first !== undefined
    state.first ??= signal
    listeners.forEach((hear) => {
      hear(again)
    })
  }
  signals.forEach((signal) => process.on(signal, caught))
  return {
    asked: () => state.first,
    listen: (hear) => {
      listeners.add(hear)
      return () => {
        listeners.delete(hear)
      }
    },
    close: () => {
      signals.forEach((signal) => process.off(signal, caught))
    },
  }
}
