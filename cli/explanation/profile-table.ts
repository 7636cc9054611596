import { showType } from '../../dsl/core/tensor.ts'
import { gradientPhase } from '../../dsl/transform/grad.ts'
import type { Measured } from './measure.ts'
import { besides, type CallTime, type ModuleTime, type Spent } from './profile.ts'

/** Milliseconds in at most five characters. @example [12345.6, 123.45, 0.04].map(ms) // => ['12346', '123.5', '0.0'] */
export const ms = (x: number): string => x.toFixed(x >= 1000 ? 0 : 1)

const share = (x: number, of: number): string => `${(of > 0 ? (100 * x) / of : 0).toFixed(1)} %`

/** Twice the multiply-accumulates by the time; a dash where there are none. */
const speed = ({ macs, milliseconds }: Spent): string =>
  macs === 0 || milliseconds === 0 ? '–' : ((2 * macs) / milliseconds / 1e6).toFixed(macs / milliseconds < 5e6 ? 1 : 0)

const giga = ({ macs }: Spent): string => (macs === 0 ? '–' : (macs / 1e9).toFixed(macs < 1e11 ? 2 : 1))

const total = (parts: readonly Spent[]): Spent => ({
  calls: parts.reduce((n, p) => n + p.calls, 0),
  milliseconds: parts.reduce((n, p) => n + p.milliseconds, 0),
  macs: parts.reduce((n, p) => n + p.macs, 0),
})

/** Columns of text, the first to the left and the others to the right; the first is cut at its start where it is too long. */
const columns = (rows: readonly (readonly string[])[], widest: number): readonly string[] => {
  const cut = rows.map(([first = '', ...rest]) => [first.length > widest ? `…${first.slice(1 - widest)}` : first, ...rest])
  const widths = (cut[0] ?? []).map((_, i) => Math.max(...cut.map((r) => r[i]?.length ?? 0)))
  return cut.map((r) =>
    r
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const isBackward = ({ phase }: ModuleTime): boolean => phase.includes(gradientPhase)

/** @example phaseName(['auxiliary', 'gradient']) // => 'auxiliary, backward' */
export const phaseName = (phase: readonly string[]): string => {
  const [names, backward] = [phase.filter((p) => p !== gradientPhase), phase.includes(gradientPhase)]
  return [...names, ...(backward ? ['backward'] : names.length === 0 ? ['forward'] : [])].join(', ')
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

const isNode = ({ path }: ModuleTime): boolean => path !== besides.transfer && path !== besides.unknown

const phases = ({ modules, milliseconds }: Measured): readonly string[] => {
  const nodes = modules.filter(isNode)
  const name = (m: ModuleTime): string => phaseName(m.phase)
  const rows = distinct(nodes.map(name)).map((n) => [n, total(nodes.filter((m) => name(m) === n))] as const)
  return columns(
    [
      ['phase', 'ms', 'share', 'GMAC', 'GFLOP/s'],
      ...rows
        .toSorted(([, a], [, b]) => b.milliseconds - a.milliseconds)
        .map(([n, s]) => [n, ms(s.milliseconds), share(s.milliseconds, milliseconds), giga(s), speed(s)]),
    ],
    42,
  )
}

const modulesOf = ({ modules, milliseconds, busy }: Measured): readonly string[] => {
  const rows = distinct(modules.map(({ path }) => path)).map((path) => {
    const own = modules.filter((m) => m.path === path)
    const [back, forth, all] = [total(own.filter(isBackward)), total(own.filter((m) => !isBackward(m))), total(own)]
    const cell = (s: Spent): string => (s.calls === 0 ? '' : ms(s.milliseconds))
    return [path, cell(forth), cell(back), share(all.milliseconds, milliseconds), giga(all), speed(all)]
  })
  const between = milliseconds - busy
  return columns(
    [
      ['module', 'forward', 'backward', 'share', 'GMAC', 'GFLOP/s'],
      ...rows,
      ...(between > 0 ? [['(between calls)', ms(between), '', share(between, milliseconds), '–', '–']] : []),
      ['all', ms(milliseconds), '', share(milliseconds, milliseconds), giga(total(modules)), speed({ ...total(modules), milliseconds })],
    ],
    32,
  )
}

const mostKernels = 12

const kernelsOf = ({ kernels, milliseconds }: Measured): readonly string[] => {
  const row = (name: string, s: Spent): readonly string[] => [
    name,
    String(s.calls),
    ms(s.milliseconds),
    share(s.milliseconds, milliseconds),
    giga(s),
    speed(s),
  ]
  const [first, rest] = [kernels.slice(0, mostKernels), kernels.slice(mostKernels)]
  return columns(
    [
      ['kernel', 'calls', 'ms', 'share', 'GMAC', 'GFLOP/s'],
      ...first.map((k) => row(k.kernel, k)),
      ...(rest.length > 0 ? [row(`${String(rest.length)} others`, total(rest))] : []),
    ],
    32,
  )
}

const width = 80

const clipped = (text: string): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text)

const callLines = (c: CallTime): readonly string[] => {
  const { node } = c
  const rate = speed(c) === '–' ? '' : `, ${speed(c)} GFLOP/s`
  const head = `${ms(c.milliseconds)} ms${rate}  ${c.kernel}`
  if (node === null) return [clipped(`${head}  ${c.name}`)]
  const types = `${node.inputs.map(showType).join(', ')} → ${showType(node)}`
  return [clipped(head), clipped(`  ${node.scope.join('/')}, ${phaseName(node.phase)}`), clipped(`  ${types}`)]
}

const mostCalls = 8

/** Where the time of a run went, at most 80 columns wide: by phase, by module, by kernel, and its longest calls. */
export const profileTable = (p: Measured): string => {
  const run = p.inference ? 'inference' : 'training step'
  const overlap = p.busy > p.milliseconds ? ', some at once' : ''
  return [
    `${p.name}: ${run} at ${String(p.inputSize)}×${String(p.inputSize)} pixels, batch ${String(p.batch)}, on ${p.target}`,
    '',
    `It took ${ms(p.milliseconds)} ms, the median of ${String(p.runs)}; ${ms(p.unwatched)} ms when it was not watched.`,
    `Its ${String(total(p.kernels).calls)} calls took ${ms(p.busy)} ms${overlap}.`,
    '',
    ...phases(p),
    '',
    ...modulesOf(p),
    '',
    ...kernelsOf(p),
    '',
    'The longest calls:',
    ...p.slowest.slice(0, mostCalls).flatMap(callLines),
    '',
    'A fused call is its convolution’s, and a node that several modules share the',
    'first one’s. GFLOP/s: twice the multiply-accumulates by the time of the row.',
    '',
  ].join('\n')
}
