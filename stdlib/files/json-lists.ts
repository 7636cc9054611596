import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { brokenRecord } from './broken-record.ts'
import { jsonFault, lineEnds } from './json-fault.ts'

/** What a JSON document is, without the records of its lists: these were taken as they came. */
export interface Document {
  readonly root: 'list' | 'object' | 'other'
  /** Records of each list of the document; the key of a document that is itself a list is ''. */
  readonly lists: ReadonlyMap<string, number>
  /** The other values of an object, by key; of a document that is neither list nor object, its value under ''. */
  readonly values: ReadonlyMap<string, unknown>
}

/** Takes records of the list `key`, of which the first is number `first`. */
export type Take = (key: string, first: number, records: readonly unknown[]) => void

/** Reads a document that comes in pieces. */
export interface Lists {
  readonly push: (piece: Uint8Array) => E.Either<Issue, undefined>
  readonly end: () => E.Either<Issue, Document>
}

const [SPACE, QUOTE, COMMA, OPEN, ESCAPE, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x20, 0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d]

const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf]

/** No record of a data set is longer; one that seems to be is a quote that was forgotten. */
const LONGEST = 64 * 2 ** 20

/**
 * Reads a JSON document of which only its long lists matter, in memory that does not grow with it: the text is cut between records, and each run of
 * records is parsed and taken. The document is a list, or an object some of whose values are lists.
 *
 * @param path of the file, for issues: malformed text, with the line, and in a list the number of the record
 * @example newLists('found.json', (key, first, records) => …)
 */
export const newLists = (path: string, take: Take): Lists => {
  const decoder = new TextDecoder('utf-8')
  const lists = new Map<string, number>()
  const values = new Map<string, unknown>()
  let held = new Uint8Array(0)
  /** Where scanning goes on, where the text not yet parsed begins, and the last place to cut it; -1 for none. */
  let [at, start, cut] = [0, 0, -1]
  let [depth, inString, escaped, lines] = [0, false, false, 0]
  let root: Document['root'] | undefined
  let done = false
  /** The list that is being read, and its depth; undefined between lists. */
  let list: { readonly key: string; readonly depth: number } | undefined
  /** After a list that is done, up to the next comma; and after a comma. */
  let [afterList, separated] = [false, false]
  let fault: Issue | undefined

  const textUpTo = (end: number): string => {
    const text = decoder.decode(held.subarray(start, end))
    start = end + 1
    return text
  }
  /** The file, the list and the number of the record, where some text that is not yet taken breaks off or is broken. */
  const place = (text: string): readonly string[] => {
    if (list === undefined) return [path]
    const record = String((lists.get(list.key) ?? 0) + brokenRecord(text))
    return list.key === '' ? [path, record] : [path, list.key, record]
  }
  const parse = (open: string, text: string, close: string): unknown => {
    const json = open + text + close
    try {
      const value: unknown = JSON.parse(json)
      lines += lineEnds(text)
      return value
    } catch (e) {
      fault ??= jsonFault({ path: place(text), linesBefore: lines, whole: false }, json)(e)
      return undefined
    }
  }
  const wrong = (message: string): void => {
    const text = decoder.decode(held.subarray(start, at))
    const line = lines + lineEnds(text) + 1
    fault ??= issue('json: malformed', message, 'repair the file, or write it again', {
      path: place(text),
      evidence: [['line', String(line)]],
    })
  }
  /** Takes the records before `end`. A comma must have a value on either side. */
  const takeUpTo = (key: string, end: number, closing: boolean): void => {
    const records = parse('[', textUpTo(end), ']')
    if (!Array.isArray(records)) return
    const before = lists.get(key) ?? 0
    if (records.length === 0 && (separated || !closing)) {
      wrong('there is a comma without a record after it')
      return
    }
    separated = !closing
    lists.set(key, before + records.length)
    if (records.length > 0) take(key, before, records)
  }
  const takeMember = (closing: boolean): void => {
    const text = textUpTo(at)
    const blank = text.trim() === ''
    if (afterList && !blank) {
      wrong('something stands between a list and the next key')
      return
    }
    if (!afterList && blank && (separated || !closing)) {
      wrong('there is a comma without a key after it')
      return
    }
    afterList = false
    separated = !closing
    if (blank) lines += lineEnds(text)
    else for (const [key, value] of entriesOf(parse('{', text, '}'))) values.set(key, value)
  }
  const openList = (): void => {
    if (root === 'list') list = { key: '', depth: 1 }
    else {
      const [[key] = []] = entriesOf(parse('{', `${textUpTo(at)}0`, '}'))
      if (afterList) {
        wrong('there is no comma between a list and the next key')
        return
      }
      if (key === undefined) {
        wrong('a list has no key')
        return
      }
      if (lists.has(key)) {
        wrong(`the key \`${key}\` is there twice`)
        return
      }
      list = { key, depth: 2 }
    }
    lists.set(list.key, 0)
    separated = false
    start = at + 1
  }
  const closed = (byte: number): void => {
    depth--
    if (list !== undefined && depth < list.depth) {
      if (byte !== CLOSE) {
        wrong('a list is closed by a brace')
        return
      }
      takeUpTo(list.key, at, true)
      done = root === 'list'
      afterList = true
      list = undefined
      cut = -1
    } else if (depth === 0 && root === 'object' && list === undefined) {
      if (byte !== CLOSE_OBJECT) {
        wrong('an object is closed by a bracket')
        return
      }
      takeMember(true)
      done = true
    }
  }
  const open = (byte: number): void => {
    if (root === undefined) {
      root = byte === OPEN ? 'list' : byte === OPEN_OBJECT ? 'object' : 'other'
      if (root === 'other') return
      depth = 1
      start = at + 1
      if (root === 'list') openList()
      return
    }
    depth++
    if (byte === OPEN && root === 'object' && depth === 2 && list === undefined) openList()
  }
  const scan = (): void => {
    const bytes = held
    for (let i = at; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0
      if (inString) {
        if (escaped) escaped = false
        else if (byte === ESCAPE) escaped = true
        else if (byte === QUOTE) inString = false
        continue
      }
      if (byte > COMMA && byte < OPEN && root !== undefined && !done) continue
      if (byte <= SPACE || (root === undefined && BYTE_ORDER_MARK.includes(byte))) continue
      at = i
      if (done) wrong('something stands after the end')
      else if (root === undefined || byte === OPEN || byte === OPEN_OBJECT) open(byte)
      else if (byte === QUOTE) inString = true
      else if (byte === CLOSE || byte === CLOSE_OBJECT) closed(byte)
      else if (byte === COMMA) {
        if (list !== undefined && depth === list.depth) cut = i
        else if (depth === 1 && list === undefined && root === 'object') takeMember(false)
      }
      if (fault !== undefined) return
    }
    at = bytes.length
  }
  const push = (piece: Uint8Array): E.Either<Issue, undefined> => {
    const rest = held.subarray(start)
    const joined = new Uint8Array(rest.length + piece.length)
    joined.set(rest)
    joined.set(piece, rest.length)
    at -= start
    cut = cut < 0 ? -1 : cut - start
    start = 0
    held = joined
    scan()
    if (fault === undefined && list !== undefined && cut >= 0) {
      takeUpTo(list.key, cut, false)
      cut = -1
    }
    if (done) start = held.length
    else if (held.length - start > LONGEST) wrong(`a record is longer than ${String(LONGEST / 2 ** 20)} MiB`)
    return fault === undefined ? E.right(undefined) : E.left(fault)
  }
  const end = (): E.Either<Issue, Document> => {
    if (fault !== undefined) return E.left(fault)
    if (root === undefined || root === 'other') {
      const text = decoder.decode(held)
      try {
        values.set('', JSON.parse(text))
      } catch (e) {
        return E.left(jsonFault({ path: [path], linesBefore: 0, whole: true }, text)(e))
      }
    } else if (!done) {
      const text = decoder.decode(held.subarray(start))
      const where: Issue['evidence'] = [
        ['line', String(lines + lineEnds(text) + 1)],
        ['near', text.slice(-40).replace(/\s+/g, ' ').trim()],
      ]
      return E.left(
        issue('json: malformed', 'the file ends within a record or a list', 'was it written to its end?', {
          path: place(text),
          evidence: where,
        }),
      )
    }
    return E.right({ root: root ?? 'other', lists, values })
  }
  return { push, end }
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []
