import * as t from 'io-ts'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { type Backend, startBackend } from './backend.ts'
import { replaceKernels } from './copies.ts'

/**
 * Starts the wasm backend in a browser. No file beside the page can be fetched where the page is a file itself, so its program comes as text.
 *
 * @param program the backend's `tfjs-backend-wasm-simd.wasm` as a data URL
 */
export const startWasmFrom = async (program: string): Promise<Backend | null> => {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': program,
    'tfjs-backend-wasm-simd.wasm': program,
    'tfjs-backend-wasm-threaded-simd.wasm': program,
  })
  const backend = await startBackend('wasm', false)
  replaceKernels()
  return backend
}

/** The part of `navigator.gpu` that is asked here. */
interface Gpu {
  readonly requestAdapter: (options: { readonly powerPreference: 'high-performance' }) => Promise<object | null>
}

const Info = t.type({ vendor: t.string, architecture: t.string, isFallbackAdapter: t.boolean })

/** A real GPU that a browser computes on, by its name; null where it has none, or software that plays one. */
export const browserGpu = async (gpu: Gpu | undefined): Promise<string | null> => {
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' })
  const info: unknown = adapter === null || adapter === undefined ? null : Reflect.get(adapter, 'info')
  return Info.is(info) && !info.isFallbackAdapter ? `${info.vendor} ${info.architecture}` : null
}

export { startWebGpu } from './webgpu/start.ts'
