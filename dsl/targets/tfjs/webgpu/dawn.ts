/**
 * Puts Dawn, the WebGPU of Chromium, where TensorFlow.js looks for a browser's: its classes among the globals, and `navigator.gpu`. It keeps
 * the process alive from then on, so that a program has to exit by itself.
 */
export const installDawn = async (): Promise<void> => {
  const { create, globals } = await import('webgpu')
  Object.assign(globalThis, globals)
  // Node 20 has no navigator, and later ones have one without gpu.
  const there: unknown = Reflect.get(globalThis, 'navigator')
  const navigator = typeof there === 'object' && there !== null ? there : {}
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true })
}
