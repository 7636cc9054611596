import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { draw, issue } from '../../dsl/core/issue.ts'
import { loadAddon } from '../../dsl/targets/tensorflow/addon.ts'
import { openSession } from '../../dsl/targets/tensorflow/session.ts'
import { tensorflow } from '../../dsl/targets/tensorflow/target.ts'
import { convolutionProgram, measured } from './convolution.ts'

// Run as a process of its own, `self-test.ts ADDON KIND`: a library that does not fit this machine may end it. Prints one line of JSON.

const [, , path = '', kind = 'cpu'] = process.argv

const noGpu = issue(
  'tensorflow: no GPU',
  'TensorFlow for CUDA computes on a GPU, but finds none that it can use',
  '`nvidia-smi` should list it, with free memory; without --cuda, TensorFlow is set up for the processor',
)

const tested = await pipe(
  loadAddon(path),
  E.filterOrElse(
    (addon) => kind === 'cpu' || addon.isUsingGpuDevice(),
    () => noGpu,
  ),
  TE.fromEither,
  TE.chain((addon) =>
    pipe(
      measured(convolutionProgram(tensorflow.table), (program) => TE.fromEither(openSession(addon, 'float', program, {}))),
      TE.map((gflops) => ({ tensorflow: addon.TF_Version, gflops })),
    ),
  ),
)()
if (E.isLeft(tested)) process.stderr.write(`${draw(tested.left)}\n`)
else process.stdout.write(`${JSON.stringify(tested.right)}\n`)
process.exit(E.isLeft(tested) ? 1 : 0)
