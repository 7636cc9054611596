import type { Subject } from './subjects.ts'
import type { Measured } from './turns.ts'

/** A line of the table: one number of ours over one of a peer's, or over a bound. */
export interface Line {
  readonly name: string
  readonly unit: 's' | 'MiB' | 'ms' | ''
  readonly fovea: number
  readonly peer: number | null
  /** Who the peer is. */
  readonly against: string
  readonly ratio: number
  /** The ratio to reach. */
  readonly target: number
}

/** Subjects that take turns, and what is read off them. The first subject is ours. */
export interface Row {
  readonly name: string
  readonly subjects: readonly Subject[]
  /** How far what a peer computes may be from ours, relative to one more than its size; null where they compute different things. */
  readonly agree: number | null
  readonly lines: (ours: Measured, peers: readonly Measured[]) => readonly Line[]
}

/**
 * How far two subjects that compute the same thing may be apart: rounding alone, over the steps of a benchmark. A forgotten term, a wrong rate or a
 * normalisation that was dropped is further off than the first two.
 */
export const tolerance = { float32: 1e-3, tf32: 1e-2, bf16: 0.05, bf16Outputs: 0.15 } as const

const fastest = (peers: readonly Measured[]): Measured | undefined => [...peers].sort((a, b) => a.seconds - b.seconds)[0]

/** Our time, and our peak memory where a bound for it is given and both are known, over those of the fastest peer. */
export const beside =
  (name: string, to: { readonly time: number; readonly memory?: number }): Row['lines'] =>
  (own, peers) => {
    const peer = fastest(peers)
    if (peer === undefined) return []
    const line = (what: string, unit: Line['unit'], a: number, b: number, target: number): Line => ({
      name: `${name}, ${what}`,
      unit,
      fovea: a,
      peer: b,
      against: peer.name,
      ratio: a / b,
      target,
    })
    const mib = 2 ** 20
    return [
      line('time', 's', own.seconds, peer.seconds, to.time),
      ...(to.memory === undefined || !Number.isFinite(own.peakBytes + peer.peakBytes)
        ? []
        : [line('peak memory', 'MiB', own.peakBytes / mib, peer.peakBytes / mib, to.memory)]),
    ]
  }

/** A number of ours beside a bound of its own. */
export const bounded = (name: string, unit: Line['unit'], value: number, bound: number): Line => ({
  name,
  unit,
  fovea: value,
  peer: null,
  against: `at most ${String(bound)} ${unit}`,
  ratio: value / bound,
  target: 1,
})
