import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { brief } from '../../dsl/core/brief.ts'
import { type Issue, issue } from '../../dsl/core/issue.ts'

const Natural = t.refinement(t.number, (n) => Number.isSafeInteger(n) && n >= 0, 'Natural')
const Entry = t.type({ dtype: t.string, shape: t.array(Natural), data_offsets: t.tuple([Natural, Natural]) }, 'Entry')
const Metadata = t.record(t.string, t.string, 'Metadata')

/** What the header says about one tensor; offsets are in bytes from the beginning of the data. */
export interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [begin: number, end: number]
}

/** A header whose entries have the right form; whether they fit the data is not checked yet. */
export interface Header {
  readonly entries: ReadonlyMap<string, Entry>
  readonly metadata: ReadonlyMap<string, string>
  /** Where the data begins, in bytes from the beginning of the file. */
  readonly dataAt: number
}

const longest = 100_000_000
const shown = brief(120)
const damaged = 'is it a safetensors file, copied as a whole?'

const headerText = (bytes: Uint8Array): E.Either<Issue, { readonly text: string; readonly dataAt: number }> => {
  const size = bytes.length
  if (bytes.length < 8) return E.left(issue('safetensors size', `a file has at least 8 bytes, but this has ${size}`, damaged))
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > BigInt(Math.min(longest, bytes.length - 8)))
    return E.left(
      issue(
        'safetensors header',
        `the header claims ${length} bytes, but the file has ${size} bytes and a header at most ${longest}`,
        damaged,
      ),
    )
  const dataAt = 8 + Number(length)
  return E.tryCatch(
    () => ({ text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataAt)), dataAt }),
    () => issue('safetensors header', `the ${length} bytes of the header are not UTF-8`, damaged),
  )
}

const parseObject = (text: string): E.Either<Issue, readonly (readonly [string, unknown])[]> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      (e) => issue('safetensors header', `the header is not JSON: ${e instanceof Error ? e.message : String(e)}`, damaged),
    ),
    E.chain((json) =>
      typeof json === 'object' && json !== null && !Array.isArray(json)
        ? E.right(Object.entries(json))
        : E.left(issue('safetensors header', `the header must be a JSON object, but is ${shown(json)}`, damaged)),
    ),
  )

/** Reads the header of a safetensors file: its names, types, shapes and offsets, each of the right form, and the free text. */
export const parseHeader = (bytes: Uint8Array): E.Either<Issue, Header> =>
  pipe(
    headerText(bytes),
    E.bind('pairs', ({ text }) => parseObject(text)),
    E.chain(({ pairs, dataAt }) => {
      const entries = new Map<string, Entry>()
      const metadata = new Map<string, string>()
      for (const [name, value] of pairs) {
        if (name === '__metadata__') {
          if (!Metadata.is(value))
            return E.left(issue('safetensors metadata', `must map text to text, but is ${shown(value)}`, damaged, { path: [name] }))
          for (const [k, v] of Object.entries(value)) metadata.set(k, v)
        } else if (Entry.is(value)) entries.set(name, { dtype: value.dtype, shape: value.shape, data_offsets: value.data_offsets })
        else
          return E.left(
            issue(
              'safetensors entry',
              `must be { dtype, shape, data_offsets: [begin, end] } with natural numbers, but is ${shown(value)}`,
              damaged,
              { path: [name] },
            ),
          )
      }
      return E.right({ entries, metadata, dataAt })
    }),
  )
