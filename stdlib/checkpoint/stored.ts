import * as E from 'fp-ts/lib/Either.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'

/** A tensor as a checkpoint holds it: row-major values, their type and their shape. I64 is held as safe integers. */
export type Stored =
  | { readonly dtype: 'F64' | 'I64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'I32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'U8'; readonly shape: readonly number[]; readonly data: Uint8Array }

export type Dtype = Stored['dtype']

/** Bytes of one value in the file. */
export const bytesPerValue: { readonly [D in Dtype]: number } = { F64: 8, I64: 8, F32: 4, I32: 4, U8: 1 }

const unsafe = (name: string, value: string): Issue =>
  issue(
    'safetensors I64',
    `an I64 value is ${value}, but only integers within ±${Number.MAX_SAFE_INTEGER} are exact as numbers`,
    'store it as F64',
    {
      path: [name],
    },
  )

/** The values of a tensor, little-endian (as the memory of every machine that Node supports here is). */
export const encodeValues = (name: string, { dtype, data }: Stored): E.Either<Issue, Uint8Array> => {
  if (dtype !== 'I64') return E.right(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const wrong = data.find((v) => !Number.isSafeInteger(v))
  return wrong === undefined ? E.right(new Uint8Array(BigInt64Array.from(data, BigInt).buffer)) : E.left(unsafe(name, String(wrong)))
}

/** Inverse of `encodeValues`; copies, since a tensor may lie anywhere in its file and typed arrays must be aligned. */
export const decodeValues = (name: string, dtype: Dtype, shape: readonly number[], bytes: Uint8Array): E.Either<Issue, Stored> => {
  const { buffer } = new Uint8Array(bytes)
  switch (dtype) {
    case 'F64':
      return E.right({ dtype, shape, data: new Float64Array(buffer) })
    case 'F32':
      return E.right({ dtype, shape, data: new Float32Array(buffer) })
    case 'I32':
      return E.right({ dtype, shape, data: new Int32Array(buffer) })
    case 'U8':
      return E.right({ dtype, shape, data: new Uint8Array(buffer) })
    case 'I64': {
      const exact = new BigInt64Array(buffer)
      const wrong = exact.find((v) => !Number.isSafeInteger(Number(v)))
      return wrong === undefined ? E.right({ dtype, shape, data: Float64Array.from(exact, Number) }) : E.left(unsafe(name, String(wrong)))
    }
  }
}
