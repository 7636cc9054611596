import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { type Entry, type Header, parseHeader } from './header.ts'
import { type Dtype, type Stored, bytesPerValue, decodeValues, encodeValues } from './stored.ts'

export type { Dtype, Stored } from './stored.ts'

/** Tensors by name, and free text by key (step, seed, the program's version, …). */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Stored>
  readonly metadata: ReadonlyMap<string, string>
}

/** Values that a shape holds; too large a shape gives Infinity, never NaN. */
const product = (shape: readonly number[]): number => (shape.includes(0) ? 0 : shape.reduce((n, d) => n * d, 1))

/** The order of the data: wide values first, so that each tensor is aligned to its own values; then by name. */
const inFileOrder = ([a, x]: readonly [string, Stored], [b, y]: readonly [string, Stored]): number =>
  bytesPerValue[y.dtype] - bytesPerValue[x.dtype] || (a < b ? -1 : 1)

const fits = (name: string, s: Stored): E.Either<Issue, Uint8Array> =>
  product(s.shape) === s.data.length && s.shape.every((d) => Number.isInteger(d) && d >= 0)
    ? encodeValues(name, s)
    : E.left(
        issue(
          'safetensors shape',
          `${name} has shape [${s.shape.join(', ')}], but ${s.data.length} values`,
          'pass as many values as the shape holds',
          {
            path: [name],
          },
        ),
      )

/**
 * The bytes of a safetensors file: header length (u64), header (JSON, padded to 8 bytes), data; all little-endian, row-major.
 * Equal tensors give equal bytes, whatever the order of the map.
 *
 * Fails when a shape does not fit its data, or an I64 value is not a safe integer.
 *
 * @example encode({ tensors: new Map([['w', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }]]), metadata: new Map() })
 */
export const encode = ({ tensors, metadata }: Safetensors): E.Either<Issue, Uint8Array> => {
  if (tensors.has('__metadata__'))
    return E.left(
      issue('safetensors name', '__metadata__ names the free text, but a tensor has this name', 'rename the tensor', {
        path: ['__metadata__'],
      }),
    )
  const parts: Uint8Array[] = []
  const entries: [string, unknown][] = metadata.size > 0 ? [['__metadata__', Object.fromEntries(metadata)]] : []
  let end = 0
  for (const [name, s] of [...tensors].sort(inFileOrder)) {
    const part = fits(name, s)
    if (E.isLeft(part)) return part
    parts.push(part.right)
    entries.push([name, { dtype: s.dtype, shape: s.shape, data_offsets: [end, end + part.right.length] }])
    end += part.right.length
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  const dataAt = 8 + Math.ceil(json.length / 8) * 8
  const file = new Uint8Array(dataAt + end).fill(0x20, 8, dataAt)
  new DataView(file.buffer).setBigUint64(0, BigInt(dataAt - 8), true)
  file.set(json, 8)
  let at = dataAt
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return E.right(file)
}

const isKnown = (dtype: string): dtype is Dtype => Object.hasOwn(bytesPerValue, dtype)

const readTensor = (name: string, { dtype, shape, data_offsets: [begin, end] }: Entry, data: Uint8Array): E.Either<Issue, Stored> => {
  const refuse = (message: string, hint: string) => E.left(issue('safetensors entry', message, hint, { path: [name] }))
  if (!isKnown(dtype))
    return refuse(`dtype is ${dtype}, but only ${Object.keys(bytesPerValue).join(', ')} can be read`, 'convert the tensor to F32')
  const need = product(shape) * bytesPerValue[dtype]
  if (need !== end - begin)
    return refuse(
      `${dtype}[${shape.join(', ')}] needs ${need} bytes, but data_offsets [${begin}, ${end}] hold ${end - begin}`,
      'write the file again: its header is damaged',
    )
  return decodeValues(name, dtype, shape, data.subarray(begin, end))
}

/** Offsets must tile the data: no overlap, no hole, nothing outside. Sorted, each tensor begins where the one before ends. */
const tiles = (entries: Header['entries'], length: number): E.Either<Issue, void> => {
  const sorted = [...entries].sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1])
  let at = 0
  for (const [name, { data_offsets: offsets }] of sorted) {
    const [begin, end] = offsets
    if (begin !== at || end < begin)
      return E.left(
        issue(
          'safetensors offsets',
          `data_offsets are [${offsets.join(', ')}], but the tensor before ends at ${at}`,
          'write the file again: tensors must not overlap or leave holes',
          {
            path: [name],
          },
        ),
      )
    at = end
  }
  return at === length
    ? E.right(undefined)
    : E.left(
        issue(
          'safetensors length',
          `the header describes ${at} bytes of data, but the file holds ${length}`,
          'the file is cut or something follows it: copy or write it again',
        ),
      )
}

/**
 * Reads the bytes of a safetensors file (inverse of `encode`). Never throws: whatever is malformed is an Issue that says what, where
 * and both values. I64 becomes numbers, all of them safe integers. The data is copied, so the bytes may be reused.
 *
 * Source: the format's description, https://github.com/huggingface/safetensors. Like its own reader this bounds the header to 100 MB and
 * refuses overlaps and holes. Deviation: F16, BF16, BOOL and the other integers are refused by name.
 *
 * @example pipe(decode(bytes), E.map(({ tensors }) => tensors.get('head.weight')))
 */
export const decode = (bytes: Uint8Array): E.Either<Issue, Safetensors> =>
  pipe(
    parseHeader(bytes),
    E.chain(({ entries, metadata, dataAt }) => {
      const data = bytes.subarray(dataAt)
      const tiled = tiles(entries, data.length)
      if (E.isLeft(tiled)) return tiled
      const tensors = new Map<string, Stored>()
      for (const [name, entry] of entries) {
        const tensor = readTensor(name, entry, data)
        if (E.isLeft(tensor)) return tensor
        tensors.set(name, tensor.right)
      }
      return E.right({ tensors, metadata })
    }),
  )
