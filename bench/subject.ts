import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import * as E from 'fp-ts/lib/Either.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile, type Program } from '../dsl/compile/compile.ts'
import { draw, type Issue } from '../dsl/core/issue.ts'
import { size } from '../dsl/core/tensor.ts'
import { chooseTarget } from '../dsl/targets/choose.ts'
import type { Session, Target, Values } from '../dsl/targets/session.ts'
import { type Addon, loadAddon } from '../dsl/targets/tensorflow/addon.ts'
import { library } from '../dsl/targets/tensorflow/library.ts'
import { openSession } from '../dsl/targets/tensorflow/session.ts'
import { experiments as aitod } from '../examples/aitod-fcos.ts'
import { experiments as demo } from '../examples/demo.ts'
import { trainingOf } from '../graphs/experiment/build.ts'
import type { Experiment } from '../graphs/experiment/codec.ts'
import { initialState } from '../stdlib/nn/initialise.ts'
import { random } from '../stdlib/data/random.ts'
import { collectGarbage } from '../cli/garbage.ts'
import { median } from '../cli/median.ts'

// `subject.ts EXAMPLE VARIANT TARGET`: a training step of ours as a subject, the AI-TOD example's on one image. See protocol.ts.

const [, , example = '', variant = '', targetName = ''] = process.argv

const fail = (...issues: readonly Issue[]): never => {
  process.stderr.write(`${issues.map(draw).join('\n')}\n`)
  process.exit(1)
}

const declared = (): Experiment => {
  const e = (example === 'aitod' ? aitod : demo).find(({ name }) => name === variant)
  if (e === undefined) throw new Error(`internal: ${example} has no ${variant}`)
  return example === 'aitod' ? { ...e, training: { ...e.training, batch: 1 } } : e
}

/** Anything that a step can take: one point in a hundred learns a box. */
const batchOf = (program: Program): Values => {
  const r = random(1)
  const values = (name: string): (() => number) => {
    if (name === 'learningRate') return () => 1e-4
    if (name === 'labels') return () => (r.uniform() < 0.01 ? 0 : -1)
    if (name === 'positive' || name.startsWith('mask')) return () => (r.uniform() < 0.01 ? 1 : 0)
    return name === 'sides' ? () => 1 + 8 * r.uniform() : () => r.uniform()
  }
  return Object.fromEntries(
    program.inputs.map(({ name, shape, dtype }) => [
      name,
      new (dtype === 'i32' ? Int32Array : Float32Array)(size(shape)).map(values(name)),
    ]),
  )
}

/** A session, and the seconds that it has spent in TensorFlow so far; NaN on other targets. */
interface Clocked {
  readonly session: Session
  readonly native: () => number
}

/** TensorFlow, its runs on a stop-watch. */
const clocked = (addon: Addon): { readonly addon: Addon; readonly native: () => number } => {
  let spent = 0
  const runSavedModel: Addon['runSavedModel'] = (...given) => {
    const before = performance.now()
    try {
      return addon.runSavedModel(...given)
    } finally {
      spent += performance.now() - before
    }
  }
  // Its functions are not its own, so that a spread would leave them out.
  const timed: Addon = {
    TF_Version: addon.TF_Version,
    isUsingGpuDevice: () => addon.isUsingGpuDevice(),
    createTensor: (shape, dtype, values) => addon.createTensor(shape, dtype, values),
    deleteTensor: (id) => addon.deleteTensor(id),
    tensorDataSync: (id) => addon.tensorDataSync(id),
    loadSavedModel: (folder, tags) => addon.loadSavedModel(folder, tags),
    deleteSavedModel: (id) => addon.deleteSavedModel(id),
    runSavedModel,
  }
  return { addon: timed, native: () => spent / 1000 }
}

const opened = (target: Target, program: Program): TE.TaskEither<Issue, Clocked> => {
  const state = initialState(program, 0)
  const precision = target.name === 'tensorflow' ? 'float' : target.name === 'tensorflow:bf16' ? 'bfloat16' : null
  if (precision === null)
    return pipe(
      target.open(program, state),
      TE.map((session) => ({ session, native: () => NaN })),
    )
  return pipe(
    library(),
    E.chain(({ addon }) => loadAddon(addon)),
    E.map(clocked),
    E.chain(({ addon, native }) =>
      pipe(
        openSession(addon, precision, program, state),
        E.map((session) => ({ session, native })),
      ),
    ),
    TE.fromEither,
  )
}

const peakBytes = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024

const say = (told: object): void => {
  process.stdout.write(`${JSON.stringify(told)}\n`)
}

const began = performance.now()

const answer = async (program: Program, { session, native }: Clocked): Promise<void> => {
  await collectGarbage() // as training does
  const readySeconds = (performance.now() - began) / 1000
  const feeds = batchOf(program)
  const outside: number[] = []
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === '') continue
    const [before, within] = [performance.now(), native()]
    const out = await session.run(feeds)()
    if (E.isLeft(out)) fail(out.left)
    const seconds = (performance.now() - before) / 1000
    outside.push(seconds - (native() - within))
    say({ seconds })
  }
  const parameters = program.parameters.reduce((n, p) => n + size(p.shape), 0)
  const javascriptSeconds = median(outside.slice(1))
  say({ parameters, peakBytes: peakBytes(), readySeconds, ...(Number.isNaN(javascriptSeconds) ? {} : { javascriptSeconds }) })
}

const subject = pipe(
  TE.fromEither(chooseTarget(targetName)),
  TE.mapLeft(NEA.of),
  TE.bindTo('choice'),
  TE.bind('program', ({ choice: { target } }) => TE.fromEither(compile(target.table)(trainingOf(declared())))),
  TE.bind('clocked', ({ choice: { target }, program }) => pipe(opened(target, program), TE.mapLeft(NEA.of))),
)

const ready = await subject()
if (E.isLeft(ready)) fail(...ready.left)
else await answer(ready.right.program, ready.right.clocked)
process.exit(0)
