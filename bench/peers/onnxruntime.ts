import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { collectGarbage } from '../../cli/garbage.ts'
import type { Values } from '../../dsl/targets/session.ts'
import { imagesFeed } from '../../graphs/experiment/names.ts'
import { sampled } from '../sampled.ts'
import { peakBytes, serve } from '../serve.ts'
import { batchOf, declared, leavesOf } from '../start.ts'
import { nodePeers } from '../places.ts'

// `onnxruntime.ts MODEL`: FCOS's inference on ONNX Runtime, a model of export_onnx.py, as a subject. See bench/protocol.ts.

interface OrtTensor {
  readonly data: Float32Array
}

/** The part of onnxruntime-node that is used here. */
interface Runtime {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor
  readonly InferenceSession: {
    readonly create: (
      path: string,
      options: { readonly intraOpNumThreads: number; readonly graphOptimizationLevel: 'all' },
    ) => Promise<{ readonly run: (feeds: Readonly<Record<string, OrtTensor>>) => Promise<Readonly<Record<string, OrtTensor>>> }>
  }
}

const isRuntime = (u: unknown): u is Runtime => typeof u === 'object' && u !== null && 'Tensor' in u && 'InferenceSession' in u

const loaded: unknown = createRequire(join(nodePeers, 'package.json'))('onnxruntime-node')
if (!isRuntime(loaded)) throw new Error('internal: onnxruntime-node has InferenceSession and Tensor')

const inputs = leavesOf(declared('aitod', 'fcos', 1)).inputs.filter(({ name }) => name === imagesFeed)
const [n = 1, height = 1, width = 1, channels = 1] = inputs[0]?.shape ?? []
const ours = batchOf(inputs)[imagesFeed] ?? []
const pixels = height * width
/** The images as PyTorch has them: n, channels, height, width. */
const theirs = new Float32Array(ours.length).map((_, i) => {
  const [image, channel, pixel] = [Math.floor(i / (channels * pixels)), Math.floor(i / pixels) % channels, i % pixels]
  return ours[(image * pixels + pixel) * channels + channel] ?? 0
})

const session = await loaded.InferenceSession.create(process.argv[2] ?? '', {
  intraOpNumThreads: availableParallelism(),
  graphOptimizationLevel: 'all',
})

await collectGarbage() // as ours does
await serve(
  async () => {
    const before = performance.now()
    const out = await session.run({ [imagesFeed]: new loaded.Tensor('float32', theirs, [n, channels, height, width]) })
    const values: Values = Object.fromEntries(Object.entries(out).map(([name, { data }]) => [name, data]))
    return { seconds: (performance.now() - before) / 1000, computed: sampled(values) }
  },
  () => ({ peakBytes: peakBytes() }),
)
process.exit(0)
