import { macs } from '../../dsl/compile/cost.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import type { TimedCall, Timing } from '../../dsl/targets/timing.ts'
import { byPrefix, moduleOf } from './cost.ts'

/** Time that calls of kernels took together, and their multiply-accumulates. */
export interface Spent {
  readonly calls: number
  readonly milliseconds: number
  readonly macs: number
}

/** What was declared in one scope, cut as in the table of costs, for one phase of the step: see `Place` of dsl/core/scope.ts. */
export interface ModuleTime extends Spent {
  readonly path: string
  readonly phase: readonly string[]
}

/** All calls of one kernel. */
export interface KernelTime extends Spent {
  readonly kernel: string
}

/** One call, with the node that it was counted with; null where it was for none. */
export interface CallTime extends Spent {
  readonly kernel: string
  readonly name: string
  readonly node: Tensor | null
}

/** Where the time of one run went. Modules and kernels add up to `busy` each. */
export interface Profile {
  /** What passed. */
  readonly milliseconds: number
  /** The sum over all calls: less than what passed by the time between them, more where calls overlapped. */
  readonly busy: number
  readonly modules: readonly ModuleTime[]
  readonly kernels: readonly KernelTime[]
  /** The longest first. */
  readonly slowest: readonly CallTime[]
}

/** The path of what a target does besides computing nodes. */
export const besides = { transfer: '(state, feeds, outputs)', unknown: '(added by the library)' } as const

const nodeOf = ({ of }: TimedCall): Tensor | null => (typeof of === 'string' ? null : of[0])

/** The multiply-accumulates of each call. A node that takes several calls, as with casts, has them in the longest. */
const macsOf = (calls: readonly TimedCall[]): ReadonlyMap<TimedCall, number> => {
  const longest = new Map<Tensor, TimedCall>()
  for (const call of calls) {
    if (typeof call.of === 'string') continue
    for (const x of call.of) {
      const before = longest.get(x)
      if (before === undefined || before.milliseconds < call.milliseconds) longest.set(x, call)
    }
  }
  const sums = new Map<TimedCall, number>()
  for (const [x, call] of longest) sums.set(call, (sums.get(call) ?? 0) + macs(x))
  return sums
}

const sum = (calls: readonly CallTime[]): Spent => ({
  calls: calls.length,
  milliseconds: calls.reduce((n, c) => n + c.milliseconds, 0),
  macs: calls.reduce((n, c) => n + c.macs, 0),
})

const groups = <A>(items: readonly A[], key: (a: A) => string): readonly (readonly [A, ...A[]])[] => {
  const found = new Map<string, [A, ...A[]]>()
  for (const a of items) {
    const before = found.get(key(a))
    if (before === undefined) found.set(key(a), [a])
    else before.push(a)
  }
  return [...found.values()]
}

interface Placed extends CallTime {
  readonly path: string
  readonly phase: readonly string[]
}

const placed =
  (sums: ReadonlyMap<TimedCall, number>) =>
  (call: TimedCall): Placed => {
    const node = nodeOf(call)
    return {
      calls: 1,
      milliseconds: call.milliseconds,
      macs: sums.get(call) ?? 0,
      kernel: call.kernel,
      name: call.name,
      node,
      path: typeof call.of === 'string' ? besides[call.of] : moduleOf(call.of[0].scope),
      phase: node?.phase ?? [],
    }
  }

const byTime = (a: Spent, b: Spent): number => b.milliseconds - a.milliseconds

/** Sorts a run's calls by where they were declared, by kernel, and by their length. Modules come in the order of `paths`. */
export const profileOf = (paths: readonly string[], { milliseconds, calls }: Timing): Profile => {
  const all = calls.map(placed(macsOf(calls)))
  const modules = groups(all, ({ path, phase }) => JSON.stringify([path, phase])).map((g) => ({
    path: g[0].path,
    phase: g[0].phase,
    ...sum(g),
  }))
  const order = byPrefix([...new Set(paths)])
  const rank = (path: string): number => (order.includes(path) ? order.indexOf(path) : order.length)
  return {
    milliseconds,
    busy: sum(all).milliseconds,
    modules: modules.toSorted((a, b) => rank(a.path) - rank(b.path)),
    kernels: groups(all, ({ kernel }) => kernel)
      .map((g) => ({ kernel: g[0].kernel, ...sum(g) }))
      .toSorted(byTime),
    slowest: all.toSorted(byTime),
  }
}
