import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Program } from '../../compile/compile.ts'
import type { KernelTable } from '../../compile/legalise.ts'
import { issue, type Issue } from '../../core/issue.ts'
import { showType, type Tensor } from '../../core/tensor.ts'
import { addOp } from '../../ops/add.ts'
import { conv2dFilterOp, conv2dInputOp } from '../../ops/conv2d.ts'
import { divOp } from '../../ops/div.ts'
import { maximumOp } from '../../ops/maximum.ts'
import { minimumOp } from '../../ops/minimum.ts'
import { mulOp } from '../../ops/mul.ts'
import { subOp } from '../../ops/sub.ts'
import type { Target } from '../session.ts'
import { replaceKernels } from './copies.ts'
import { widened } from './rows.ts'
import { openSession } from './session.ts'
import { startWasm } from './start.ts'
import { staged } from './sums.ts'

/** The bytes that a WebAssembly heap can hold. */
const heap = 2 ** 32

const replaced: ReadonlySet<string> = new Set([conv2dInputOp, conv2dFilterOp].map((p) => p.name))

const bad = (x: Tensor): boolean => x.primitive.lower.tfjs === 'decomposed' || replaced.has(x.primitive.name)

/** What the wasm backend (4.22) lacks or does badly. */
export const wasmKernels: KernelTable = {
  name: 'tfjs:wasm',
  replace: (x: Tensor) => (bad(x) ? (x.primitive.decompose?.(x.inputs, x.params) ?? null) : (staged(x) ?? widened(x))),
}

/** Its elementwise kernels of two arguments take no more axes; past them they give other numbers without a word. */
const mostAxes = 6

const elementwise: ReadonlySet<string> = new Set([addOp, subOp, mulOp, divOp, maximumOp, minimumOp].map((p) => p.name))

const accepted = (program: Program): E.Either<Issue, Program> => {
  const { peakBytes, steps } = program.schedule
  if (peakBytes > heap * 0.9)
    return E.left(
      issue(
        'tfjs:wasm memory',
        `a WebAssembly heap ends at 4.0 GiB, but the program needs ${(peakBytes / 2 ** 30).toFixed(1)} GiB`,
        'a smaller batch or image',
      ),
    )
  const deep = steps.find(({ node }) => elementwise.has(node.primitive.name) && node.shape.length > mostAxes)
  return deep === undefined
    ? E.right(program)
    : E.left(
        issue(
          'tfjs:wasm axes',
          `${deep.node.primitive.name} takes at most ${String(mostAxes)} axes here, but ${showType(deep.node)}`,
          'reshape it to fewer axes, or take another target',
          {
            path: deep.node.scope,
            evidence: [[deep.node.primitive.name, showType(deep.node)]],
          },
        ),
      )
}

/** TensorFlow.js on WebAssembly: one thread, installs anywhere. */
export const wasm: Target = {
  name: 'tfjs:wasm',
  table: wasmKernels,
  accepts: accepted,
  available: () => E.right('it needs no set-up'),
  open: (program, state) =>
    pipe(
      TE.fromEither(accepted(program)),
      TE.chain(() =>
        TE.tryCatch(startWasm, (cause) => issue('tfjs:wasm', `the backend starts, but ${String(cause)}`, 'npm ci installs it anew')),
      ),
      TE.chainEitherK((backend) => {
        if (backend === null) return E.left(issue('tfjs:wasm', 'the backend starts, but it did not', 'npm ci installs it anew'))
        replaceKernels()
        return openSession(backend, program, state)
      }),
    ),
}
