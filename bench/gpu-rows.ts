import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import { hasDriver, installed } from '../dsl/targets/tensorflow/library.ts'
import { loads } from '../dsl/targets/tensorflow/loads.ts'
import { beside, type Row, tolerance } from './rows.ts'
import { our, type Subject, targetMissing, torch, type TorchMode } from './subjects.ts'

/** What of a GPU can be found out without one. */
export interface Gpu {
  /** Is there an NVIDIA driver? */
  readonly driver: boolean
  /** Why TensorFlow for CUDA can't be used, and what would mend that; null where it can. */
  readonly cuda: string | null
  /** The same for the target tfjs:webgpu. */
  readonly webgpu: string | null
}

/** Looks at this machine. */
export const gpuHere = (): Gpu => ({
  driver: hasDriver(),
  cuda: pipe(
    installed('cuda'),
    E.chain((found) => loads(found)),
    E.match(
      ({ message, hint }) => `${message}: ${hint}`,
      () => null,
    ),
  ),
  webgpu: targetMissing('tfjs:webgpu'),
})

type Precision = 'float32' | 'tf32' | 'bf16'

const withoutDriver = 'there is no NVIDIA driver here, and so no GPU to measure on'

/** TensorFlow takes of the GPU what it needs, not all of it; and rounds operands to TF32 unless it is told not to. */
const settings = (precision: Precision): Readonly<Record<string, string>> => ({
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  ...(precision === 'float32' ? { NVIDIA_TF32_OVERRIDE: '0' } : {}),
})

const onCuda = (gpu: Gpu, variant: string, precision: Precision, batch: number): Subject => ({
  ...our({ example: 'aitod', variant, target: precision === 'bf16' ? 'tensorflow:bf16' : 'tensorflow', batch }),
  env: settings(precision),
  missing: gpu.driver ? gpu.cuda : withoutDriver,
})

const onWebgpu = (gpu: Gpu, variant: string, batch: number): Subject => ({
  ...our({ example: 'aitod', variant, target: 'tfjs:webgpu', batch }),
  missing: gpu.driver ? gpu.webgpu : withoutDriver,
})

const onTorch = (gpu: Gpu, variant: 'fcos' | 'set', precision: Precision, batch: number, mode: TorchMode): Subject => {
  const subject = torch({ variant, mode, precision, batch, device: 'cuda' })
  return { ...subject, missing: gpu.driver ? subject.missing : withoutDriver }
}

const variants = [
  { named: 'FCOS-R50', variant: 'fcos', peer: 'fcos', modes: ['eager', 'channels-last', 'compile'] },
  // Compiled, the step by hand breaks into pieces at each of its inner gradients.
  { named: 'FCOS-R50 + SET', variant: 'fcos-set', peer: 'set', modes: ['eager', 'channels-last'] },
] as const

/** Rows for a GPU: on CUDA in three precisions and on Vulkan (Dawn), beside PyTorch on the same GPU, on batches of 2 and 16. */
export const gpuRows = (gpu: Gpu): readonly Row[] =>
  ([2, 16] as const).flatMap((batch) =>
    variants.flatMap(({ named, variant, peer, modes }): readonly Row[] => {
      const to = { time: variant === 'fcos' ? 1 : 0.75, memory: 0.8 }
      const row = (on: string, precision: Precision, own: Subject): Row => {
        const name = `${named} step, ${on} ${precision}, batch ${String(batch)}`
        return {
          name,
          subjects: [own, ...modes.map((mode) => onTorch(gpu, peer, precision, batch, mode))],
          agree: tolerance[precision],
          lines: beside(name, to),
        }
      }
      return [
        row('CUDA', 'float32', onCuda(gpu, variant, 'float32', batch)),
        row('CUDA', 'tf32', onCuda(gpu, variant, 'tf32', batch)),
        row('CUDA', 'bf16', onCuda(gpu, variant, 'bf16', batch)),
        row('Vulkan', 'float32', onWebgpu(gpu, variant, batch)),
      ]
    }),
  )
