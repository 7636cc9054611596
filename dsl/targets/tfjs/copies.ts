import { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { type Attribute, type KernelFunc, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core'
import { offsets, repeatedStrides, strides } from '../../core/broadcast.ts'
import type { Shape } from '../../core/tensor.ts'

// Kernels that only move numbers, in place of the wasm backend's own: its Slice copies the whole input before it takes the window (20 times
// slower on the windows of a weight gradient), its Reverse and Tile take 0.1 µs a number.

const numbers = (a: Attribute | undefined): readonly number[] => (Array.isArray(a) ? a.filter((v) => typeof v === 'number') : [])

/** Adjacent axes that are read in one go are one axis. */
const runs = (
  shape: Shape,
  steps: readonly number[],
): { readonly outer: Shape; readonly steps: readonly number[]; readonly run: number } => {
  let [run, axis] = [1, shape.length]
  while (axis > 0 && (steps[axis - 1] === run || shape[axis - 1] === 1)) run *= shape[--axis] ?? 1
  return { outer: shape.slice(0, axis), steps: steps.slice(0, axis), run }
}

/** out[i…] = x[origin + Σ i·step], in runs as long as they are. */
const copy = (x: Int32Array, out: Int32Array, shape: Shape, steps: readonly number[], origin: number): void => {
  const { outer, steps: outerSteps, run } = runs(shape, steps)
  const from = offsets(outer, outerSteps, origin)
  if (run >= 16) from.forEach((at, i) => out.set(x.subarray(at, at + run), i * run))
  else {
    let k = 0
    for (const at of from) for (let i = 0; i < run; i++) out[k++] = x[at + i] ?? 0
  }
}

type Walk = (
  x: Shape,
  attrs: (name: string) => readonly number[],
) => { readonly shape: Shape; readonly steps: readonly number[]; readonly origin: number }

const copying =
  (walk: Walk): KernelFunc =>
  ({ inputs, backend, attrs }): TensorInfo => {
    const { x } = inputs
    if (x === undefined || !(backend instanceof BackendWasm)) throw new Error('internal: a copy on the heap of wasm wants x there')
    const { shape, steps, origin } = walk(x.shape, (name) => numbers(attrs?.[name]))
    const out = backend.makeOutput([...shape], x.dtype)
    const bits = (t: TensorInfo): Int32Array => {
      const values = backend.typedArrayFromHeap(t)
      return new Int32Array(values.buffer, values.byteOffset, values.length)
    }
    copy(bits(x), bits(out), shape, steps, origin)
    return out
  }

const at = (steps: readonly number[], index: readonly number[]): number => steps.reduce((n, s, i) => n + s * (index[i] ?? 0), 0)

const kernels: Readonly<Record<string, KernelFunc>> = {
  Slice: copying((x, attrs) => ({ shape: attrs('size'), steps: strides(x), origin: at(strides(x), attrs('begin')) })),
  Reverse: copying((x, attrs) => {
    const axes = attrs('dims')
    const last = x.map((d, i) => (axes.includes(i) ? d - 1 : 0))
    return { shape: x, steps: strides(x).map((s, i) => (axes.includes(i) ? -s : s)), origin: at(strides(x), last) }
  }),
  // Only axes of extent 1 are repeated here.
  Tile: copying((x, attrs) => {
    const shape = x.map((d, i) => d * (attrs('reps')[i] ?? 1))
    return { shape, steps: repeatedStrides(x, shape), origin: 0 }
  }),
}

/** Puts our kernels in place of the wasm backend's. */
export const replaceKernels = (): void => {
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    unregisterKernel(kernelName, 'wasm')
    registerKernel({ kernelName, backendName: 'wasm', kernelFunc })
  }
}
