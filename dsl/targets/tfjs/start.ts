import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'

/**
 * Starts the wasm backend: false where it refuses. Emscripten listens for uncaught exceptions only to throw them again from its own
 * source, so that Node prints kilobytes of it before the message: those listeners go.
 */
export const startWasm = async (): Promise<boolean> => {
  const [exceptions, rejections] = [process.listeners('uncaughtException'), process.listeners('unhandledRejection')]
  const started = await tf.setBackend('wasm')
  for (const l of process.listeners('uncaughtException')) if (!exceptions.includes(l)) process.removeListener('uncaughtException', l)
  for (const l of process.listeners('unhandledRejection')) if (!rejections.includes(l)) process.removeListener('unhandledRejection', l)
  return started
}
