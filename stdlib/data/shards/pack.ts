import { open } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { brief } from '../../../dsl/core/brief.ts'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { inWords } from '../../files/error.ts'
import type { Files } from '../files.ts'
import { BLOCK, checksum } from './header.ts'
import { memberName } from './name.ts'

/** GNU tar and Python fill archives up to a multiple of this. */
const RECORD = 20 * BLOCK

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK

const header = (name: Uint8Array, size: number, type: 'x' | '0'): Uint8Array => {
  const block = new Uint8Array(BLOCK)
  const put = (at: number, text: string): void => block.set(Buffer.from(text, 'latin1'), at)
  block.set(name.subarray(0, 100), 0)
  // No owner, no time: the same files make the same bytes.
  put(100, '0000644\x000000000\x000000000\0')
  put(124, `${size.toString(8).padStart(11, '0')}\x0000000000000\0`)
  put(156, type)
  put(257, 'ustar\x0000')
  put(148, `${checksum(block).toString(8).padStart(6, '0')}\0 `)
  return block
}

/** `LENGTH path=NAME` and a line's end, where the length counts itself. */
const paxPath = (name: Uint8Array): Uint8Array => {
  const rest = name.length + ' path=\n'.length
  const length = rest + String(rest + String(rest).length).length
  return Buffer.concat([Buffer.from(`${length} path=`), name, Buffer.from('\n')])
}

/**
 * The blocks before a file's bytes. A name that is long or not ASCII stands in a pax record (POSIX.1-2001), which every tar reads.
 *
 * @example memberHeader('a.png', 5).length // => 512
 */
export const memberHeader = (name: string, size: number): Uint8Array => {
  const bytes = Buffer.from(name)
  if (bytes.length <= 100 && bytes.length === name.length) return header(bytes, size, '0')
  const records = paxPath(bytes)
  const content = new Uint8Array(padded(records.length))
  content.set(records)
  return Buffer.concat([header(Buffer.from('pax'), records.length, 'x'), content, header(Buffer.from('file'), size, '0')])
}

/**
 * Which files share a shard: in their order, as many as fit into `most` bytes, and one at least.
 *
 * @param sizes of each file's header and bytes
 * @example shardsOf([4, 5, 3, 9], 8) // => [[0], [1, 2], [3]]
 */
export const shardsOf = (sizes: readonly number[], most: number): readonly (readonly number[])[] => {
  const shards: number[][] = []
  let left = 0
  for (const [i, size] of sizes.entries()) {
    if (size > left || shards.length === 0) {
      shards.push([])
      left = most
    }
    shards.at(-1)?.push(i)
    left -= size
  }
  return shards
}

/** The name of a shard. @example shardName(3) // => '000003.tar' */
export const shardName = (index: number): string => `${String(index).padStart(6, '0')}.tar`

export interface Packing {
  /** An empty folder. */
  readonly folder: string
  /** Bytes of a shard, at most, unless one file has more. */
  readonly size: number
  /** Called after each file. */
  readonly tell: () => void
}

/**
 * Packs files into tar shards, in the order of `names`. The same names, bytes and size make the same shards, byte for byte. One file is in
 * memory at a time.
 *
 * @returns the shards' paths; an Issue for a file that is missing, or whose name leaves its folder
 */
export const packShards =
  (o: Packing) =>
  (files: Files, names: readonly string[]): TE.TaskEither<Issue, readonly string[]> =>
    pipe(
      names,
      E.traverseArray((name) => E.mapLeft((why: string) => unpackable(files.at, name, why))(memberName(name))),
      TE.fromEither,
      // One file may have several names: `a.png` and `./a.png`.
      TE.map((members) => [...new Set(members)]),
      TE.chain(
        TE.traverseSeqArray((name) =>
          pipe(
            files.find(name),
            TE.map(({ size }) => ({ name, header: memberHeader(name, size), size })),
          ),
        ),
      ),
      TE.chain((all) => {
        const shards = shardsOf(
          all.map(({ header: h, size }) => h.length + padded(size)),
          // The two blocks at the end, and what fills the archive up.
          o.size - RECORD,
        )
        return pipe(
          shards,
          TE.traverseSeqArrayWithIndex((i, members) =>
            written(join(o.folder, shardName(i)), (append) =>
              pipe(
                members.flatMap((at) => all[at] ?? []),
                TE.traverseSeqArray((file) =>
                  pipe(
                    files.bytes(file.name),
                    TE.filterOrElse(
                      ({ length }) => length === file.size,
                      ({ length }) => changed(files.at, file.name, file.size, length),
                    ),
                    TE.chain((bytes) => append([file.header, bytes, new Uint8Array(padded(bytes.length) - bytes.length)])),
                    TE.map(o.tell),
                  ),
                ),
              ),
            ),
          ),
        )
      }),
    )

type Append = (parts: readonly Uint8Array[]) => TE.TaskEither<Issue, undefined>

const written = (path: string, write: (append: Append) => TE.TaskEither<Issue, unknown>): TE.TaskEither<Issue, string> => {
  const trying = <A>(f: () => Promise<A>): TE.TaskEither<Issue, A> =>
    TE.tryCatch(f, (e) => issue('shards: cannot be written', inWords(e), 'check the folder and the space on its disk', { path: [path] }))
  return pipe(
    TE.bracket(
      trying(() => open(path, 'wx')),
      (file) => {
        const state = { length: 0 }
        const append: Append = (parts) =>
          trying(async () => {
            for (const bytes of parts) {
              await file.writeFile(bytes)
              state.length += bytes.length
            }
            return undefined
          })
        return pipe(
          write(append),
          TE.chain(() => append([new Uint8Array(Math.ceil((state.length + 2 * BLOCK) / RECORD) * RECORD - state.length)])),
          TE.chain(() => trying(() => file.sync())),
        )
      },
      (file) => trying(() => file.close()),
    ),
    TE.map(() => path),
  )
}

const unpackable = (at: string, name: string, why: string): Issue =>
  issue('data: file outside its folder', `a file name stays inside its folder, but not ${brief(120)(name)}: ${why}`, 'rename the file', {
    path: [at],
  })

const changed = (at: string, name: string, before: number, now: number): Issue =>
  issue('shards: changed', `a file stays as it is while it is packed, but it had ${before} bytes and has ${now}`, 'pack again', {
    path: [at, name],
  })
