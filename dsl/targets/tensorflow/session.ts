import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Program } from '../../compile/compile.ts'
import { issue, type Issue } from '../../core/issue.ts'
import { checkBindings } from '../bindings.ts'
import type { Session, Values } from '../session.ts'
import type { TimedCall, Timing } from '../timing.ts'
import { type Addon, firstLine } from './addon.ts'
import { graphOf, type TensorFlowGraph } from './build.ts'
import { dataTypes, type Port, type Ports, type Signature } from './graph-def.ts'
import { numericsOf, type Precision } from './precision.ts'
import { savedModel, tag } from './saved-model.ts'
import { callsOf } from './timing.ts'

const named = (ports: readonly Port[]): Ports => Object.fromEntries(ports.map((p) => [p.node, p]))

const signatures = ({ set, get, prepare, segments }: TensorFlowGraph): { readonly [name: string]: Signature } => ({
  set,
  get,
  ...(prepare === null ? {} : { prepare }),
  ...Object.fromEntries(segments.map((s, k) => [`run${String(k)}`, { inputs: named(s.fed), outputs: named(s.fetched) }])),
})

/** Writes a graph as a SavedModel, loads it, and takes the files away again: the session keeps all of it. */
const load = (addon: Addon, graph: TensorFlowGraph): number => {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-'))
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel(graph.nodes, signatures(graph)))
    return addon.loadSavedModel(folder, tag)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const typed = ({ type }: Port, values: ArrayLike<number>): Float32Array | Int32Array => {
  if (type === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values)
  return values instanceof Float32Array ? values : Float32Array.from(values)
}

type Fetch = (of: (port: Port) => ArrayLike<number>) => readonly ArrayLike<number>[]

/** One call of a loaded graph, made ready: names are joined once. */
const call = (addon: Addon, model: number, fed: readonly Port[], fetched: readonly Port[]): Fetch => {
  const joined = (ports: readonly Port[]): string => ports.map((p) => `${p.node}:0`).join(',')
  const [inputNames, outputNames] = [joined(fed), joined(fetched)]
  return (of) => {
    const tensors: number[] = []
    try {
      for (const port of fed) tensors.push(addon.createTensor([...port.shape], dataTypes[port.type], typed(port, of(port))))
      const results = addon.runSavedModel(model, tensors, inputNames, outputNames)
      try {
        return results.map(({ id }) => addon.tensorDataSync(id))
      } finally {
        for (const { id } of results) addon.deleteTensor(id)
      }
    } finally {
      for (const id of tensors) addon.deleteTensor(id)
    }
  }
}

/** Calls a signature by the names of its inputs and outputs. */
const signature = (addon: Addon, model: number, { inputs, outputs }: Signature): ((values: Values) => Values) => {
  const names = new Map(Object.entries(inputs).map(([name, port]) => [port.node, name] as const))
  const fetch = call(addon, model, Object.values(inputs), Object.values(outputs))
  return (values) => {
    const results = fetch((port) => values[names.get(port.node) ?? ''] ?? [])
    return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, results[i] ?? []]))
  }
}

/** One run: the segments one after the other, and the host functions behind each. */
const runner = (addon: Addon, model: number, graph: TensorFlowGraph): ((feeds: Values) => Values) => {
  const segments = graph.segments.map((s) => ({ ...s, fetch: call(addon, model, s.fed, s.fetched) }))
  return (feeds) => {
    const values = new Map(Object.entries(graph.inputs).map(([name, port]) => [port.node, feeds[name] ?? []] as const))
    const of = (port: Port): ArrayLike<number> => values.get(port.node) ?? []
    for (const { fetch, fetched, hosts } of segments) {
      fetch(of).forEach((v, i) => values.set(fetched[i]?.node ?? '', v))
      for (const h of hosts)
        values.set(h.gives.node, h.of(h.reads.map((port) => ({ data: Float64Array.from(of(port)), shape: port.shape }))))
    }
    return Object.fromEntries(Object.entries(graph.outputs).map(([name, port]) => [name, typed(port, of(port))]))
  }
}

/** Runs under TensorFlow's own account of the time. Host functions are ours, and timed here. */
const timer = (addon: Addon, model: number, graph: TensorFlowGraph): ((feeds: Values) => Timing) => {
  const onHost: TimedCall[] = []
  const watched = graph.segments.map((s) => ({
    ...s,
    hosts: s.hosts.map((h) => ({
      ...h,
      of: (inputs: Parameters<typeof h.of>[0]) => {
        const before = performance.now()
        const value = h.of(inputs)
        onHost.push({ of: [h.node], kernel: h.node.primitive.name, name: h.node.scope.join('/'), milliseconds: performance.now() - before })
        return value
      },
    })),
  }))
  const run = runner(addon, model, { ...graph, segments: watched })
  return (feeds) => {
    onHost.length = 0
    let milliseconds = 0
    const metadata = addon.traced(() => {
      const before = performance.now()
      run(feeds)
      milliseconds = performance.now() - before
    })
    return { milliseconds, calls: [...callsOf(graph, metadata), ...onHost] }
  }
}

const failed =
  (program: Program) =>
  (cause: unknown): Issue =>
    issue(
      `target ${program.target}`,
      `TensorFlow runs the program, but it failed: ${firstLine(cause)}`,
      'a smaller batch or image needs less memory',
      {
        evidence: [['static peak', `${(program.schedule.peakBytes / 2 ** 20).toFixed(1)} MiB`]],
      },
    )

const unwatched = issue(
  'target tensorflow: timing',
  'the time of each op is told, but on a GPU TensorFlow tells when an op was launched, not when it ran',
  'NVIDIA’s own profiler sees the kernels: `nsys profile npm run -s fovea -- train FILE`',
)

/** Opens a program as one TensorFlow session: a run is one call, feeds only the batch, and fetches only the outputs. */
export const openSession = (addon: Addon, precision: Precision, program: Program, initial: Values): E.Either<Issue, Session> => {
  const attempt = <A>(f: () => A): E.Either<Issue, A> => E.tryCatch(f, failed(program))
  return pipe(
    checkBindings('state', [...program.parameters, ...program.state], initial),
    E.chain((values) =>
      attempt(() => {
        const graph = graphOf(program, numericsOf(precision, addon.isUsingGpuDevice()))
        const model = load(addon, graph)
        signature(addon, model, graph.set)(values)
        if (graph.prepare !== null) signature(addon, model, graph.prepare)({})
        return { model, run: runner(addon, model, graph), time: timer(addon, model, graph), get: signature(addon, model, graph.get) }
      }),
    ),
    E.map(({ model, run, time, get }) => ({
      run: (feeds) =>
        TE.fromIOEither(() =>
          pipe(
            checkBindings('input', program.inputs, feeds),
            E.chain((checked) => attempt(() => run(checked))),
          ),
        ),
      timed: (feeds) =>
        TE.fromIOEither(() =>
          pipe(
            addon.isUsingGpuDevice() ? E.left(unwatched) : checkBindings('input', program.inputs, feeds),
            E.chain((checked) => attempt(() => time(checked))),
          ),
        ),
      state: TE.fromIOEither(() => attempt(() => get({}))),
      close: () => addon.deleteSavedModel(model),
    })),
  )
}
