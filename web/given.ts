import type { Given } from '../cli/export/model.ts'

declare global {
  // What the scripts before this one have left.
  var fovea: Given
}

/** Bytes of base64. */
const bytesOf = async (base64: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(`data:application/octet-stream;base64,${base64}`)).arrayBuffer())

/** The values of the parameters, by name. */
export const weightsOf = async ({ model, weights }: Given): Promise<Readonly<Record<string, Float32Array>>> => {
  const total = model.weights.reduce((n, { length }) => n + length, 0)
  const all = new Uint8Array(total * 4)
  let at = 0
  for (const part of weights) {
    const bytes = await bytesOf(part)
    all.set(bytes, at)
    at += bytes.length
  }
  const values = new Float32Array(all.buffer)
  let first = 0
  return Object.fromEntries(model.weights.map(({ name, length }) => [name, values.subarray(first, (first += length))]))
}

/** The wasm backend's program, as what can be fetched without a server. */
export const wasmProgram = ({ wasm }: Given): string => `data:application/wasm;base64,${wasm}`
