import * as E from 'fp-ts/lib/Either.js'
import { draw } from '../../dsl/core/issue.ts'
import { loadAddon } from '../../dsl/targets/tensorflow/addon.ts'
import { openSession } from '../../dsl/targets/tensorflow/session.ts'
import { tensorflow } from '../../dsl/targets/tensorflow/target.ts'
import { convolutionProgram, measured } from './convolution.ts'

// Run as a process of its own, `self-test.ts ADDON`: a library that does not fit this machine may end it. Prints one line of JSON.

const [, , path = ''] = process.argv
const addon = loadAddon(path)
if (E.isLeft(addon)) {
  process.stderr.write(`${draw(addon.left)}\n`)
  process.exit(1)
}
const result = measured(convolutionProgram(tensorflow.table), (program) => openSession(addon.right, 'float', program, {}))
if (E.isLeft(result)) {
  process.stderr.write(`${draw(result.left)}\n`)
  process.exit(1)
}
process.stdout.write(`${JSON.stringify({ tensorflow: addon.right.TF_Version, gflops: result.right })}\n`)
process.exit(0)
