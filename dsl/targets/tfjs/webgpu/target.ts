import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Program } from '../../../compile/compile.ts'
import type { KernelTable } from '../../../compile/legalise.ts'
import { issue, type Issue } from '../../../core/issue.ts'
import { showType, size, type Tensor } from '../../../core/tensor.ts'
import { conv2dFilterOp, conv2dInputOp } from '../../../ops/conv2d.ts'
import type { Target } from '../../session.ts'
import { queued } from '../../timing.ts'
import { openSession } from '../session.ts'
import { adapter, realGpu } from './adapter.ts'
import { fewerAxes } from './axes.ts'
import { installDawn } from './dawn.ts'
import { startWebGpu, type WebGpu } from './start.ts'
import { inStages } from './sums.ts'

const name = 'tfjs:webgpu'

const replaced: ReadonlySet<string> = new Set([conv2dInputOp, conv2dFilterOp].map((p) => p.name))

const bad = (x: Tensor): boolean => x.primitive.lower.tfjs === 'decomposed' || replaced.has(x.primitive.name)

/** What the WebGPU backend (4.22) lacks or does badly. */
export const webgpuKernels: KernelTable = {
  name,
  replace: (x: Tensor) => (bad(x) ? (x.primitive.decompose?.(x.inputs, x.params) ?? null) : (inStages(x) ?? fewerAxes(x))),
}

/** The axes of a tensor that its shaders can count. */
const mostAxes = 6

const accepted = (program: Program): E.Either<Issue, Program> => {
  const deep = program.schedule.steps.find(
    ({ node }) => typeof node.primitive.lower.tfjs === 'object' && [node, ...node.inputs].some(({ shape }) => shape.length > mostAxes),
  )
  return deep === undefined
    ? E.right(program)
    : E.left(
        issue(
          `${name} axes`,
          `${deep.node.primitive.name} takes at most ${String(mostAxes)} axes here, but ${showType(deep.node)}`,
          'reshape it to fewer axes, or take another target',
          { path: deep.node.scope, evidence: [[deep.node.primitive.name, showType(deep.node)]] },
        ),
      )
}

/** The GPU binds no tensor that is larger. */
const bindable =
  (program: Program) =>
  (backend: WebGpu): E.Either<Issue, WebGpu> => {
    const bytes = (x: Tensor): number => size(x.shape) * 4
    const large = program.schedule.steps.find(({ node }) => bytes(node) > backend.mostBytes)
    const mib = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`
    return large === undefined
      ? E.right(backend)
      : E.left(
          issue(
            `${name} memory`,
            `a tensor of at most ${mib(backend.mostBytes)} can be bound on this GPU, but one has ${mib(bytes(large.node))}`,
            'a smaller batch or image, or another target',
            { path: large.node.scope, evidence: [[large.node.primitive.name, showType(large.node)]] },
          ),
        )
  }

const notStarted = (why: string): Issue =>
  issue(name, `the backend starts, but ${why}`, '`npm run -s fovea -- doctor` lists the targets that work here')

const started: { backend?: Promise<WebGpu | null> } = {}

const start = async (): Promise<WebGpu | null> => {
  await installDawn()
  return startWebGpu()
}

/** TensorFlow.js on WebGPU, by Dawn in this process. Takes whatever adapter there is, a software one too. */
export const webgpu: Target = {
  name,
  table: webgpuKernels,
  accepts: accepted,
  untimed: queued(name),
  available: () =>
    pipe(
      adapter(),
      E.map(({ description, software }) => (software ? `software that plays a GPU, slow: ${description}` : description)),
    ),
  open: (program, state) =>
    pipe(
      TE.fromEither(accepted(program)),
      TE.chainEitherK(adapter),
      TE.chain(() =>
        TE.tryCatch(
          () => (started.backend ??= start()),
          (cause) => notStarted(String(cause).slice(0, 200)),
        ),
      ),
      TE.chainEitherK(E.fromNullable(notStarted('it did not'))),
      TE.chainEitherK(bindable(program)),
      TE.chainEitherK((backend) => openSession(backend, program, state)),
    ),
}

/** The same on a real GPU only, as it is chosen unasked. */
export const webgpuOnGpu: Target = { ...webgpu, available: () => pipe(adapter(), E.chain(realGpu)) }
