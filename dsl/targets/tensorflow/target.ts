import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { KernelTable } from '../../compile/legalise.ts'
import type { Data, Tensor } from '../../core/tensor.ts'
import { conv2dFilterOp, conv2dInputOp } from '../../ops/conv2d.ts'
import type { Target } from '../session.ts'
import { loadAddon } from './addon.ts'
import { hasDriver, library, tensorflowVersion } from './library.ts'
import type { Precision } from './precision.ts'
import { openSession } from './session.ts'

const isDilated = (params: Data): boolean =>
  typeof params === 'object' && params !== null && 'dilations' in params && JSON.stringify(params['dilations']) !== '[1,1]'

const adjoints: ReadonlySet<string> = new Set([conv2dInputOp, conv2dFilterOp].map((p) => p.name))

/** What TensorFlow lacks: its adjoints of a convolution know no dilation on a CPU. */
const lacking = (x: Tensor): boolean =>
  x.primitive.lower.tensorflow === 'decomposed' || (adjoints.has(x.primitive.name) && isDilated(x.params))

const table = (name: string): KernelTable => ({
  name,
  replace: (x: Tensor) => (lacking(x) ? (x.primitive.decompose?.(x.inputs, x.params) ?? null) : null),
})

const target = (name: string, precision: Precision): Target => ({
  name,
  table: table(name),
  accepts: E.right,
  available: () =>
    pipe(
      library(),
      E.map(({ kind }) => {
        const faster = kind === 'cpu' && hasDriver() ? '; for the GPU, `npm run setup:tensorflow -- --cuda`' : ''
        return `TensorFlow ${tensorflowVersion} (${kind}) is set up${faster}`
      }),
    ),
  open: (program, state) =>
    pipe(
      library(),
      E.chain(({ addon }) => loadAddon(addon)),
      E.chain((addon) => openSession(addon, precision, program, state)),
      TE.fromEither,
    ),
})

/** TensorFlow in this process: a program is one graph, and a run one call. */
export const tensorflow = target('tensorflow', 'float')

/** The same with convolutions and matrix products in bfloat16. */
export const tensorflowBf16 = target('tensorflow:bf16', 'bfloat16')

/** The same in half precision, each operand scaled: for GPUs, whose half-precision units are older than those for bfloat16. */
export const tensorflowFp16 = target('tensorflow:fp16', 'half')
