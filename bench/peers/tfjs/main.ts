import type { Tensor3D } from '@tensorflow/tfjs-core'
import * as E from 'fp-ts/lib/Either.js'
import { collectGarbage } from '../../../cli/garbage.ts'
import { draw } from '../../../dsl/core/issue.ts'
import { size } from '../../../dsl/core/tensor.ts'
import { peakBytes, serve } from '../../serve.ts'
import { batchOf, declared, leavesOf, learningRate, startOf } from '../../start.ts'
import { loadTfjs } from './load.ts'
import { fcosLoss } from './losses.ts'
import { demoFcos, resnetFcos } from './networks.ts'
import { adamw, clipped, sgd } from './updates.ts'
import { weightsOf } from './weights.ts'

// `main.ts aitod|demo`: a training step of FCOS by hand in eager TensorFlow.js, on tfjs-node, as a subject. See bench/protocol.ts.

const example = process.argv[2] === 'demo' ? 'demo' : 'aitod'
const loaded = loadTfjs()
if (E.isLeft(loaded)) {
  process.stderr.write(`${draw(loaded.left)}\n`)
  process.exit(1)
}
const tf = loaded.right
const e = declared(example, 'fcos', example === 'aitod' ? 1 : undefined)
const leaves = leavesOf(e)
const architecture = (example === 'demo' ? demoFcos : resnetFcos)(tf)
const weights = weightsOf(tf, leaves, startOf(leaves), architecture.learned)
const network = architecture.on(weights)
const variables = Object.values(weights.variables)
const update = (example === 'demo' ? adamw : sgd)(tf, weights.variables, learningRate)
const lossOf = fcosLoss(tf, architecture.loss)

const fed = batchOf(leaves.inputs)
const feed = (name: string): Float32Array | Int32Array => {
  const values = fed[name]
  if (values instanceof Float32Array || values instanceof Int32Array) return values
  throw new Error(`internal: there is no ${name}`)
}
const n = e.training.batch
const points = feed('labels').length / n
const perPoint = (name: string, last: number): Tensor3D => tf.tensor3d(feed(name), [n, points, last])

/** One step: the batch in, the loss out. Everything between is let go. */
const step = (): number => {
  const kept = tf.tidy(() => {
    const images = tf.tensor4d(feed('images'), [n, e.input.size, e.input.size, 3])
    const truth = {
      labels: tf.tensor2d(feed('labels'), [n, points], 'int32'),
      sides: perPoint('sides', 4),
      centerness: perPoint('centerness', 1),
      positive: perPoint('positive', 1),
    }
    return { ...truth, x: network.frozen(images) }
  })
  const { value, grads } = tf.variableGrads(() => lossOf(network.predict(kept.x), kept), variables)
  tf.dispose(kept)
  tf.tidy(() => update(clipped(tf, e.training.clip ?? Infinity, grads)))
  tf.dispose(grads)
  const [loss = NaN] = value.dataSync()
  value.dispose()
  return loss
}

await collectGarbage() // as ours does
await serve(
  () => {
    const before = performance.now()
    const loss = step()
    return Promise.resolve({ seconds: (performance.now() - before) / 1000, computed: [loss] })
  },
  () => ({ parameters: leaves.parameters.reduce((sum, p) => sum + size(p.shape), 0), peakBytes: peakBytes() }),
)
process.exit(0)
