import type { Measured } from './turns.ts'
import { ours, type Subject, torch } from './subjects.ts'

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
  readonly lines: (ours: Measured, peers: readonly Measured[]) => readonly Line[]
}

const fastest = (peers: readonly Measured[]): Measured | undefined => [...peers].sort((a, b) => a.seconds - b.seconds)[0]

const beside =
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
      ...(to.memory === undefined ? [] : [line('peak memory', 'MiB', own.peakBytes / mib, peer.peakBytes / mib, to.memory)]),
    ]
  }

/** A number of ours beside a bound of its own. */
const bounded = (name: string, unit: Line['unit'], value: number, bound: number): Line => ({
  name,
  unit,
  fovea: value,
  peer: null,
  against: `at most ${String(bound)} ${unit}`,
  ratio: value / bound,
  target: 1,
})

const modes = ['eager', 'channels-last', 'compile'] as const

/** The rows of one precision. */
const network = (precision: 'float32' | 'bf16'): readonly Row[] => {
  const target = precision === 'float32' ? 'tensorflow' : 'tensorflow:bf16'
  const [step, set] = [`FCOS-R50 step, ${precision}`, `FCOS-R50 + SET step, ${precision}`]
  return [
    {
      name: step,
      subjects: [ours('aitod', 'fcos', target), ...modes.map((mode) => torch('fcos', mode, precision))],
      lines: beside(step, { time: precision === 'float32' ? 1 : 0.95, memory: 0.8 }),
    },
    {
      name: set,
      subjects: [ours('aitod', 'fcos-set', target), torch('set', 'eager', precision)],
      lines: (own, peers) => [
        ...beside(set, { time: 0.75 })(own, peers),
        bounded(`${set}, from declaration to the first step`, 's', own.readySeconds ?? NaN, 5),
        bounded(`${set}, JavaScript outside the native call`, 'ms', 1000 * (own.javascriptSeconds ?? NaN), 2),
      ],
    },
  ]
}

const enhanced = (name: string, example: 'aitod' | 'demo', target: number): Row => ({
  name,
  subjects: [ours(example, 'fcos-set', 'tensorflow'), ours(example, 'fcos', 'tensorflow')],
  lines: beside(name, { time: target }),
})

/** Rows of small networks, whose ratios hold on a noisy machine. */
export const quick: readonly Row[] = [
  enhanced('demo: SET step over FCOS step', 'demo', 2.47),
  {
    name: 'demo: FCOS step, TensorFlow over WebAssembly',
    subjects: [ours('demo', 'fcos', 'tensorflow'), ours('demo', 'fcos', 'tfjs:wasm')],
    lines: beside('demo: FCOS step, TensorFlow over WebAssembly', { time: 0.5 }),
  },
]

/** Every row. */
export const full: readonly Row[] = [
  ...network('float32'),
  enhanced('FCOS-R50: SET step over FCOS step', 'aitod', 1.75),
  ...network('bf16'),
  ...quick,
]
