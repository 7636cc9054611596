import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Program } from '../../compile/compile.ts'
import { issue, type Issue } from '../../core/issue.ts'
import { checkBindings } from '../bindings.ts'
import type { Session, Values } from '../session.ts'
import { type Addon, firstLine } from './addon.ts'
import { done, graphOf, type TensorFlowGraph } from './build.ts'
import { dataTypes, type Port, type Signature } from './graph-def.ts'
import type { Precision } from './precision.ts'
import { savedModel, tag } from './saved-model.ts'

/** Writes a graph as a SavedModel, loads it, and takes the files away again: the session keeps all of it. */
const load = (addon: Addon, graph: TensorFlowGraph): number => {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-'))
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel(graph.nodes, { set: graph.set, get: graph.get, run: graph.run }))
    return addon.loadSavedModel(folder, tag)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const typed = ({ type }: Port, values: ArrayLike<number>): Float32Array | Int32Array => {
  if (type === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values)
  return values instanceof Float32Array ? values : Float32Array.from(values)
}

/** A signature made ready: names are joined once. */
const call = (addon: Addon, model: number, { inputs, outputs }: Signature): ((feeds: Values) => Values) => {
  const fed = Object.entries(inputs)
  const fetched = Object.entries(outputs)
  const inputNames = fed.map(([, port]) => `${port.node}:0`).join(',')
  const outputNames = fetched.map(([, port]) => `${port.node}:0`).join(',')
  return (feeds) => {
    const tensors: number[] = []
    try {
      for (const [name, port] of fed)
        tensors.push(addon.createTensor([...port.shape], dataTypes[port.type], typed(port, feeds[name] ?? [])))
      const results = addon.runSavedModel(model, tensors, inputNames, outputNames)
      try {
        return Object.fromEntries(
          fetched.flatMap(([name], i) => {
            const held = results[i]
            return held === undefined || name === done ? [] : [[name, addon.tensorDataSync(held.id)]]
          }),
        )
      } finally {
        for (const { id } of results) addon.deleteTensor(id)
      }
    } finally {
      for (const id of tensors) addon.deleteTensor(id)
    }
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

/** Opens a program as one TensorFlow session: a run is one call, feeds only the batch, and fetches only the outputs. */
export const openSession = (addon: Addon, precision: Precision, program: Program, initial: Values): E.Either<Issue, Session> => {
  const attempt = <A>(f: () => A): E.Either<Issue, A> => E.tryCatch(f, failed(program))
  return pipe(
    checkBindings('state', [...program.parameters, ...program.state], initial),
    E.chain((values) =>
      attempt(() => {
        const graph = graphOf(program, precision)
        const model = load(addon, graph)
        call(addon, model, graph.set)(values)
        return { model, run: call(addon, model, graph.run), get: call(addon, model, graph.get) }
      }),
    ),
    E.map(({ model, run, get }) => ({
      run: (feeds) =>
        pipe(
          checkBindings('input', program.inputs, feeds),
          E.chain((checked) => attempt(() => run(checked))),
        ),
      state: () => get({}),
      close: () => addon.deleteSavedModel(model),
    })),
  )
}
