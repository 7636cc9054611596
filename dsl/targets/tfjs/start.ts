import '@tensorflow/tfjs-backend-wasm'
import { type Backend, startBackend } from './backend.ts'

/**
 * Starts the wasm backend: null where it refuses. Emscripten listens for uncaught exceptions only to throw them again from its own
 * source, so that Node prints kilobytes of it before the message: those listeners go.
 */
export const startWasm = async (): Promise<Backend | null> => {
  const [exceptions, rejections] = [process.listeners('uncaughtException'), process.listeners('unhandledRejection')]
  const started = await startBackend('wasm', false)
  for (const l of process.listeners('uncaughtException')) if (!exceptions.includes(l)) process.removeListener('uncaughtException', l)
  for (const l of process.listeners('unhandledRejection')) if (!rejections.includes(l)) process.removeListener('unhandledRejection', l)
  return started
}
