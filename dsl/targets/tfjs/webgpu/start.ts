import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as tf from '@tensorflow/tfjs-core'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type Backend, startBackend } from '../backend.ts'

/** A started WebGPU backend; `mostBytes` is what a kernel can bind of one tensor. */
export interface WebGpu extends Backend {
  readonly mostBytes: number
}

/** What a device finds wrong is kept in scopes, the last one opened first. */
const kinds = ['out-of-memory', 'internal', 'validation'] as const

/** Kernels are queued and throw little: what the device finds wrong with them comes from its error scopes, and comes first. */
const inScopes =
  (device: WebGPUBackend['device']): Backend['attempt'] =>
  (f) =>
  async () => {
    for (const kind of kinds) device.pushErrorScope(kind)
    const result = await TE.tryCatch(f, (cause): unknown => cause)()
    const errors = await Promise.all(kinds.map(() => device.popErrorScope().catch(() => null)))
    const [error] = errors.flatMap((e) => (e === null ? [] : [new Error(e.message)]))
    return error === undefined ? result : E.left(error)
  }

/** Starts the WebGPU backend, in a browser or where Dawn is installed: null where it refuses. */
export const startWebGpu = async (): Promise<WebGpu | null> => {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu')
  // Else it computes small tensors by kernels of its own for the processor, as long as they have not been on the GPU: two meanings of an op.
  tf.env().set('WEBGPU_CPU_FORWARD', false)
  const backend = await startBackend('webgpu', true)
  if (backend === null || !(backend.storage instanceof WebGPUBackend)) return null
  const { device } = backend.storage
  return { ...backend, queues: true, attempt: inScopes(device), mostBytes: device.limits.maxStorageBufferBindingSize }
}
