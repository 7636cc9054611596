import { stat } from 'node:fs/promises'
import { basename, dirname, posix } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { amount, grouped } from '../../../dsl/core/amount.ts'
import { brief } from '../../../dsl/core/brief.ts'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { unreadable } from '../../files/unreadable.ts'
import { MOST_BYTES, pieceOf } from '../../files/bytes.ts'
import type { Files } from '../files.ts'
import { fileWithin, leaves, realFolder } from '../folder.ts'
import { MOST_MEMBERS, scanTar } from './scan.ts'

/** A tar as it was when its headers were read. */
interface Shard {
  readonly path: string
  readonly bytes: number
  readonly changed: number
}

/** Where a file lies: in which of the shards, and at which bytes of it. */
export interface Slice {
  readonly shard: number
  readonly offset: number
  readonly size: number
}

/** Where each file lies, by its name: a map of them is one. */
interface Slices {
  readonly size: number
  readonly get: (name: string) => Slice | undefined
  readonly keys: () => Iterable<string>
}

/** Where each file of some shards lies. */
export interface ShardIndex {
  /** What issues call the shards. */
  readonly at: string
  readonly shards: readonly Shard[]
  readonly files: Slices
}

const stated = (path: string): TE.TaskEither<Issue, Shard> =>
  pipe(
    TE.tryCatch(() => stat(path), unreadable(path)),
    TE.map(({ size, mtimeMs }) => ({ path, bytes: size, changed: mtimeMs })),
  )

/**
 * Reads the headers of shards, one after the other.
 *
 * @param at what issues call the shards
 * @param paths the tars; a link from their folder to another is an Issue, as for images
 * @returns an Issue as `scanTar` gives it, and for a file that is in two shards
 */
export const indexShards = (at: string, paths: readonly string[]): TE.TaskEither<Issue, ShardIndex> =>
  pipe(
    paths,
    TE.traverseSeqArray((path) =>
      pipe(
        realFolder(dirname(path)),
        TE.chain((real) => fileWithin(real)(basename(path))),
        TE.chain(() => stated(path)),
        TE.bindTo('shard'),
        TE.bind('members', () => scanTar(path)),
      ),
    ),
    TE.chain((scanned) => {
      const files = new Map<string, Slice>()
      for (const [shard, { members }] of scanned.entries())
        for (const { name, offset, size } of members) {
          const earlier = files.get(name)
          if (earlier !== undefined) return TE.left(twice(at, name, paths[earlier.shard] ?? '', paths[shard] ?? ''))
          files.set(name, { shard, offset, size })
        }
      return files.size > MOST_MEMBERS
        ? TE.left(
            issue('shards: too many files', `shards hold at most ${MOST_MEMBERS} files, but these ${files.size}`, 'split the data set', {
              path: [at],
            }),
          )
        : TE.right({ at, shards: scanned.map(({ shard }) => shard), files })
    }),
  )

const twice = (at: string, name: string, a: string, b: string): Issue =>
  issue(
    'shards: a file twice',
    `each file is in one shard, but ${brief(120)(name)} in ${basename(a)} and ${basename(b)}`,
    'remove one of them',
    {
      path: [at],
    },
  )

/** The files in shards. Each is read from its place alone, whatever was read before; nothing is unpacked to disk. */
export const filesInShards = (index: ShardIndex): Files => {
  const slice = (name: string): TE.TaskEither<Issue, Slice> => {
    const plain = posix.normalize(name)
    if (posix.isAbsolute(plain) || plain.split('/')[0] === '..') return TE.left(leaves(index.at, name, plain))
    const found = index.files.get(plain)
    return found === undefined ? TE.left(missing(index, name)) : TE.right(found)
  }
  return {
    at: index.at,
    list: (wanted) => TE.right([...index.files.keys()].filter(wanted).sort()),
    find: (name) =>
      pipe(
        slice(name),
        TE.map(({ shard, offset, size }) => ({ key: `${index.shards[shard]?.path ?? ''}:${offset}`, size })),
      ),
    bytes: (name, most) =>
      pipe(
        slice(name),
        TE.chain(({ shard, offset, size }) => {
          const from = index.shards[shard]
          if (from === undefined) throw new Error(`internal: shard ${shard} of ${index.shards.length}`)
          const wanted = Math.min(size, most ?? size)
          return wanted > MOST_BYTES
            ? TE.left(tooLarge(from.path, name, size))
            : TE.chain(() => pieceOf(from.path, offset, wanted))(unchanged(from))
        }),
      ),
  }
}

const unchanged = (shard: Shard): TE.TaskEither<Issue, Shard> =>
  pipe(
    stated(shard.path),
    TE.filterOrElse(
      ({ bytes, changed }) => bytes === shard.bytes && changed === shard.changed,
      () =>
        issue('shards: changed', 'a shard stays as it is while it is in use, but this one was written to', 'start again', {
          path: [shard.path],
        }),
    ),
  )

const missing = ({ at, shards, files }: ShardIndex, name: string): Issue =>
  issue('data: missing image', `no shard holds ${brief(120)(name)}`, 'check the shards and the file name', {
    path: [at],
    evidence: [['shards', `${grouped(shards.length)}, with ${amount(files.size, 'file')}`]],
  })

const tooLarge = (path: string, name: string, size: number): Issue =>
  issue('file: too large', `a file that is read at once has at most ${MOST_BYTES} bytes, but ${size}`, 'split it', { path: [path, name] })
