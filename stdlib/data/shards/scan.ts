import { type FileHandle, open } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { brief } from '../../../dsl/core/brief.ts'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { unreadable } from '../../files/unreadable.ts'
import { regularSize } from '../../files/regular.ts'
import { compression } from './compression.ts'
import { BLOCK, type Header, nameIn, readHeader, readPax } from './header.ts'
import { memberName } from './name.ts'

/** A file in a tar: its bytes are those from `offset` on. */
export interface Member {
  readonly name: string
  readonly offset: number
  readonly size: number
}

/** Files in one tar, at most. */
export const MOST_MEMBERS = 2_000_000
/** Bytes of a long name and of pax records, at most; they are read into memory. */
const MOST_NAME = 4096
const MOST_PAX = 2 ** 20
/** After its end an archive is filled up with zeros, to 10 KiB by default. */
const MOST_FILLING = 2 ** 20

/** Kinds of members that name something else, or are none. */
const REFUSED: Readonly<Record<string, string>> = {
  1: 'a hard link',
  2: 'a symbolic link',
  3: 'a device',
  4: 'a device',
  6: 'a pipe',
  K: 'a link',
  S: 'a sparse file',
  M: 'a part of a file',
  V: 'a volume name',
}

/** What the members before a file say of it. */
interface Said {
  readonly name?: string
  readonly size?: number
}

type Step = { readonly next: number; readonly said: Said; readonly member?: Member } | 'end'

const fault = (path: string, at: number, message: string, hint = 'pack the shard again'): Issue =>
  issue('shard: broken', message, hint, { path: [path, `byte ${at}`] })

/**
 * The files in a tar, by their headers alone: nothing of a file is read, nor written anywhere. Reads ustar, pax and GNU's long names.
 *
 * @returns an Issue with path and byte for what is no tar, or cut, or compressed, a wrong sum, a member that reaches beyond the end, a name that leaves its folder
 * or comes twice, a link, a device, and more than `MOST_MEMBERS` files
 */
export const scanTar = (path: string): TE.TaskEither<Issue, readonly Member[]> =>
  pipe(
    regularSize(path),
    TE.chain((bytes) =>
      TE.bracket(
        TE.tryCatch(() => open(path, 'r'), unreadable(path)),
        (file) =>
          pipe(
            TE.tryCatch(() => scan(path, file, bytes), unreadable(path)),
            TE.chainEitherK((found) => found),
          ),
        (file) => TE.fromTask(() => file.close()),
      ),
    ),
  )

const scan = async (path: string, file: FileHandle, bytes: number): Promise<E.Either<Issue, readonly Member[]>> => {
  const read = reader(file, bytes)
  const first = await read(0, BLOCK)
  const squeezed = E.isLeft(readHeader(first)) ? compression(first) : undefined
  if (squeezed !== undefined) return E.left(compressed(path, squeezed))
  const members = new Map<string, Member>()
  let said: Said = {}
  for (let at = 0; ;) {
    const step = await stepAt(path, read, bytes, at, said)
    if (E.isLeft(step)) return step
    if (step.right === 'end') return E.right([...members.values()])
    const { member } = step.right
    if (member !== undefined) {
      const earlier = members.get(member.name)
      if (earlier !== undefined)
        return E.left(fault(path, at, `each file is once in a shard, but ${brief(120)(member.name)} is at byte ${earlier.offset} too`))
      if (members.size === MOST_MEMBERS)
        return E.left(fault(path, at, `a shard holds at most ${MOST_MEMBERS} files, but there are more`, 'make more shards'))
      members.set(member.name, member)
    }
    said = step.right.said
    at = step.right.next
  }
}

/** Reads pieces, ahead of time: small files have their headers close to each other. */
const reader = (file: FileHandle, bytes: number) => {
  let from = 0
  let piece = new Uint8Array(0)
  return async (at: number, size: number): Promise<Uint8Array> => {
    if (at < from || at + size > from + piece.length) {
      const ahead = new Uint8Array(Math.max(0, Math.min(Math.max(size, 16 * BLOCK), bytes - at)))
      const { bytesRead } = await file.read(ahead, 0, ahead.length, at)
      piece = ahead.subarray(0, bytesRead)
      from = at
    }
    return piece.subarray(at - from, at - from + size)
  }
}

type Read = ReturnType<typeof reader>

const stepAt = async (path: string, read: Read, bytes: number, at: number, said: Said): Promise<E.Either<Issue, Step>> => {
  const wrong = (message: string, hint?: string): E.Either<Issue, never> => E.left(fault(path, at, message, hint))
  const block = await read(at, BLOCK)
  if (block.length < BLOCK)
    return wrong(
      at === 0 ? 'a tar has 512 bytes and more, but this file ends before' : 'a tar ends with two blocks of zeros, but this one is cut',
    )
  const header = readHeader(block)
  if (E.isLeft(header)) return wrong(at === 0 ? `this is no tar: ${header.left}` : header.left)
  if (header.right === undefined) return endAt(path, read, bytes, at)
  const { type } = header.right
  const saying = 'xgL'.includes(type)
  // A size that a pax record says is of the file, not of a long name before it.
  const size = saying ? header.right.size : (said.size ?? header.right.size)
  const next = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK
  if (next > bytes) return wrong(`a member ends before its shard does, but its ${size} bytes reach to ${next} of ${bytes}`)
  if (saying) return sayings(path, read, at, header.right, next, said)
  const refused = REFUSED[type]
  if (refused !== undefined || !'057'.includes(type))
    return wrong(
      `a shard holds files, but ${brief(120)(header.right.name)} is ${refused ?? `of the unknown type ${brief(120)(type)}`}`,
      'pack the files themselves: `tar --dereference --hard-dereference`',
    )
  const name = said.name ?? header.right.name
  if (type === '5' || name.endsWith('/')) return size === 0 ? E.right({ next, said: {} }) : wrong('a folder has no bytes, but this one has')
  const plain = memberName(name)
  return E.isLeft(plain)
    ? wrong(`a name stays in its folder, but not ${brief(120)(name)}: ${plain.left}`, 'pack the files by names relative to their folder')
    : E.right({ next, said: {}, member: { name: plain.right, offset: at + BLOCK, size } })
}

/** Members that say something of the next one. */
const sayings = async (
  path: string,
  read: Read,
  at: number,
  { type, size }: Header,
  next: number,
  said: Said,
): Promise<E.Either<Issue, Step>> => {
  const wrong = E.mapLeft((message: string) => fault(path, at, message))
  const most = type === 'L' ? MOST_NAME : MOST_PAX
  if (size > most) return wrong(E.left(`names and pax records have at most ${most} bytes, but these ${size}`))
  const content = await read(at + BLOCK, size)
  if (type === 'L')
    return pipe(
      nameIn(content),
      E.bimap(
        (message) => fault(path, at, message),
        (name) => ({ next, said: { name, ...said } }),
      ),
    )
  return wrong(
    pipe(
      readPax(content),
      E.chain((records) => saidBy(records, type === 'g')),
      E.map((more) => ({ next, said: { ...said, ...more } })),
    ),
  )
}

const saidBy = (records: ReadonlyMap<string, string>, everywhere: boolean): E.Either<string, Said> => {
  const name = records.get('path')
  const size = records.get('size')
  const sparse = [...records.keys()].find((key) => key.startsWith('GNU.sparse'))
  if (sparse !== undefined) return E.left(`a shard holds whole files, but one is sparse (${sparse})`)
  if (everywhere && (name ?? size) !== undefined) return E.left('a path or a size is of one file, but stands in a record for all')
  if (size !== undefined && !(/^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size))))
    return E.left(`a size is a whole number, but is ${brief(120)(size)}`)
  return E.right({ ...(name === undefined ? {} : { name }), ...(size === undefined ? {} : { size: Number(size) }) })
}

/** Two blocks of zeros end an archive, and nothing but zeros follows. */
const endAt = async (path: string, read: Read, bytes: number, at: number): Promise<E.Either<Issue, Step>> => {
  const rest = bytes - at
  if (rest < 2 * BLOCK) return E.left(fault(path, at, 'a tar ends with two blocks of zeros, but this one with one'))
  const more = rest > MOST_FILLING ? undefined : (await read(at, rest)).findIndex((byte) => byte !== 0)
  return more === -1
    ? E.right('end')
    : E.left(
        fault(
          path,
          at + (more ?? 0),
          `nothing follows the end of a tar, but ${rest} bytes do`,
          'where archives were joined, keep them apart',
        ),
      )
}

const compressed = (path: string, by: string): Issue =>
  issue(
    'shard: compressed',
    `files are read at random, which ${by} does not allow`,
    'unpack the shard to a .tar; images are compressed themselves',
    {
      path: [path],
    },
  )
