import * as TE from 'fp-ts/lib/TaskEither.js'
import { identity } from 'fp-ts/lib/function.js'
import * as tf from '@tensorflow/tfjs-core'

/** A TensorFlow.js backend that has started. A session keeps to its own, so that several may be open in one process. */
export interface Backend {
  /** As it is registered. */
  readonly name: 'wasm' | 'webgpu'
  readonly storage: tf.KernelBackend
  /** Does it go on looking at the arrays that it was given, and hand out its own? Then both are copied. */
  readonly shares: boolean
  /** Are kernels queued when they are called, and computed some time later? */
  readonly queues: boolean
  /** Does what calls kernels; on the left what they threw, or what the device found wrong with them later. */
  readonly attempt: <A>(f: () => Promise<A>) => TE.TaskEither<unknown, A>
}

/** Starts a backend that throws what goes wrong at once; null where it refuses to start. */
export const startBackend = async (name: Backend['name'], shares: boolean): Promise<Backend | null> =>
  (await tf.setBackend(name))
    ? { name, storage: tf.engine().findBackend(name), shares, queues: false, attempt: (f) => TE.tryCatch(f, identity) }
    : null
