import type { Located } from '../open-files.ts'
import type { ShardIndex, Slice } from '../shards/shards.ts'
import { type SharedTexts, sharedTexts, textsIn } from './shared-texts.ts'

/** Where files lie, as plain data that costs nothing to send: of shards the names, sorted, and of each its shard, offset and size. */
export type SharedFiles =
  | Extract<Located, { kind: 'folder' }>
  | {
      readonly kind: 'shards'
      readonly index: Omit<ShardIndex, 'files'>
      readonly names: SharedTexts
      readonly slices: SharedArrayBuffer
    }

/** Numbers of a slice. */
const SLICE = 3

/** Copies the index of shards, where there are any, into shared memory. */
export const sharedFiles = (located: Located): SharedFiles => {
  if (located.kind === 'folder') return located
  const { files, ...index } = located.index
  const names = [...files.keys()].sort()
  const slices = new Float64Array(new SharedArrayBuffer(8 * SLICE * names.length))
  names.forEach((name, i) => {
    const found = files.get(name)
    if (found !== undefined) slices.set([found.shard, found.offset, found.size], SLICE * i)
  })
  return { kind: 'shards', index, names: sharedTexts(names), slices: slices.buffer }
}

/** Where the files lie, as it was found: a name is looked up by halves. */
export const locatedIn = (shared: SharedFiles): Located => {
  if (shared.kind === 'folder') return shared
  const names = textsIn(shared.names)
  const slices = new Float64Array(shared.slices)
  const nameAt = (i: number): string => names.at(i) ?? ''
  const get = (name: string): Slice | undefined => {
    let [from, to] = [0, names.length]
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      if (nameAt(middle) < name) from = middle + 1
      else to = middle
    }
    const [shard, offset, size] = slices.subarray(SLICE * from, SLICE * (from + 1))
    return shard === undefined || offset === undefined || size === undefined || nameAt(from) !== name ? undefined : { shard, offset, size }
  }
  const files = { size: names.length, get, keys: () => Array.from({ length: names.length }, (_, i) => nameAt(i)) }
  return { kind: 'shards', index: { ...shared.index, files } }
}
