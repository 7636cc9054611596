import * as E from 'fp-ts/lib/Either.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile, type Program } from '../dsl/compile/compile.ts'
import { draw, type Issue } from '../dsl/core/issue.ts'
import type { Procedure } from '../dsl/core/procedure.ts'
import { size } from '../dsl/core/tensor.ts'
import { chooseTarget } from '../dsl/targets/choose.ts'
import type { Session, Target, Values } from '../dsl/targets/session.ts'
import { type Addon, loadAddon } from '../dsl/targets/tensorflow/addon.ts'
import { library } from '../dsl/targets/tensorflow/library.ts'
import { openSession } from '../dsl/targets/tensorflow/session.ts'
import { inferenceOf, trainingOf } from '../graphs/experiment/build.ts'
import { collectGarbage } from '../cli/garbage.ts'
import { median } from '../cli/median.ts'
import { sampled } from './sampled.ts'
import { peakBytes, serve } from './serve.ts'
import { batchOf, declared, startOf } from './start.ts'

// `subject.ts EXAMPLE VARIANT TARGET own|BATCH train|infer`: a training step or an inference of ours as a subject. See protocol.ts.

const [, , named = '', variant = '', targetName = '', images = '', what = ''] = process.argv
const example = named === 'demo' ? 'demo' : 'aitod'
const batch = images === 'own' ? undefined : Number(images)
const infers = what === 'infer'

const fail = (...issues: readonly Issue[]): never => {
  process.stderr.write(`${issues.map(draw).join('\n')}\n`)
  process.exit(1)
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
    traced: (act) => addon.traced(act),
    runSavedModel,
  }
  return { addon: timed, native: () => spent / 1000 }
}

const opened = (target: Target, program: Program): TE.TaskEither<Issue, Clocked> => {
  const precision = target.name === 'tensorflow' ? 'float' : target.name === 'tensorflow:bf16' ? 'bfloat16' : null
  if (precision === null)
    return pipe(
      target.open(program, startOf(program)),
      TE.map((session) => ({ session, native: () => NaN })),
    )
  return pipe(
    library(),
    E.chain(({ addon }) => loadAddon(addon)),
    E.map(clocked),
    E.chain(({ addon, native }) =>
      pipe(
        openSession(addon, precision, program, startOf(program)),
        E.map((session) => ({ session, native })),
      ),
    ),
    TE.fromEither,
  )
}

const began = performance.now()

/** What is told of a run: the loss of a step, or some of the outputs of inference, the same ones as `peers/onnxruntime.ts` tells. */
const computedOf = (out: Values): readonly number[] => (infers ? sampled(out) : [out['loss']?.[0] ?? NaN])

const answer = async (program: Program, { session, native }: Clocked): Promise<void> => {
  await collectGarbage() // as training does
  const readySeconds = (performance.now() - began) / 1000
  const feeds = batchOf(program.inputs)
  const outside: number[] = []
  await serve(
    async () => {
      const [before, within] = [performance.now(), native()]
      const out = await session.run(feeds)()
      const seconds = (performance.now() - before) / 1000
      if (E.isLeft(out)) return fail(out.left)
      outside.push(seconds - (native() - within))
      return { seconds, computed: computedOf(out.right) }
    },
    () => {
      const javascriptSeconds = median(outside.slice(1))
      return {
        parameters: program.parameters.reduce((n, p) => n + size(p.shape), 0),
        peakBytes: peakBytes(),
        readySeconds,
        ...(Number.isNaN(javascriptSeconds) ? {} : { javascriptSeconds }),
      }
    },
  )
}

const procedure = (): Procedure => {
  const e = declared(example, variant, batch)
  return infers ? inferenceOf(e, e.training.batch) : trainingOf(e)
}

const subject = pipe(
  TE.fromEither(chooseTarget(targetName)),
  TE.mapLeft(NEA.of),
  TE.bindTo('choice'),
  TE.bind('program', ({ choice: { target } }) => TE.fromEither(compile(target.table)(procedure()))),
  TE.bind('clocked', ({ choice: { target }, program }) => pipe(opened(target, program), TE.mapLeft(NEA.of))),
)

const ready = await subject()
if (E.isLeft(ready)) fail(...ready.left)
else await answer(ready.right.program, ready.right.clocked)
process.exit(0)
