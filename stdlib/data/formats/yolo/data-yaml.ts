import * as E from 'fp-ts/lib/Either.js'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import { isSplitName } from '../splits/names.ts'

/** Bytes of such a file, at most: the largest lists of classes have some hundred thousand. */
export const longestYaml = 5e5

/** A text and the line, from 1, where it stands. */
export interface Said {
  readonly text: string
  readonly line: number
}

/** What the YOLOs' data.yaml says of a data set. */
export interface DataYaml {
  /** Undefined where they are missing, or not numbered 0, 1, 2, …. */
  readonly names: readonly string[] | undefined
  /** The folder that the others are named from. */
  readonly path: Said | undefined
  /** Of each split, folders of images or lists of them. */
  readonly splits: readonly { readonly name: string; readonly entries: readonly Said[] }[]
}

type Resolve = (node: unknown) => unknown

/** Names by number, which must be 0, 1, 2, …. */
const inOrder = (all: readonly (readonly [number, string] | undefined)[]): readonly string[] | undefined => {
  const known = all.filter((one) => one !== undefined).sort(([a], [b]) => a - b)
  return known.length > 0 && known.length === all.length && known.every(([key], i) => key === i) ? known.map(([, name]) => name) : undefined
}

const textOf = (node: unknown): string | undefined => (isScalar(node) && typeof node.value === 'string' ? node.value : undefined)

const namesIn = (node: unknown, resolve: Resolve): readonly string[] | undefined => {
  const entry = (key: string | undefined, value: unknown): readonly [number, string] | undefined => {
    const name = textOf(resolve(value))
    return key === undefined || name === undefined || !/^\d{1,6}$/.test(key) ? undefined : [Number(key), name]
  }
  if (isSeq(node)) return inOrder(node.items.map((item, i) => entry(String(i), item)))
  return isMap(node) ? inOrder(node.items.map(({ key, value }) => entry(textOf(key), value))) : undefined
}

/** Values that others refer to, and items of these; the library would look through the whole file for each reference. */
const anchorsIn = (values: readonly unknown[]): ReadonlyMap<string, unknown> => {
  const all = values.flatMap((value) => [value, ...(isSeq(value) ? value.items : [])])
  return new Map(
    all.flatMap((node) => ((isScalar(node) || isSeq(node)) && node.anchor !== undefined ? [[node.anchor, node] as const] : [])),
  )
}

const wrong = (message: string, line: number): Issue => issue('data: no YAML', message, 'mend the file', { path: [String(line)] })

const read = (text: string): E.Either<Issue, DataYaml> => {
  const lines = new LineCounter()
  // Scalars stay as they are written: a class may be called `no` or `007`. Of a key that comes twice the last counts, as in Python.
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
    prettyErrors: false,
  })
  const [error] = document.errors
  if (error !== undefined) return E.left(wrong(error.message, lines.linePos(error.pos[0]).line))
  const root = document.contents
  const pairs = isMap(root) ? root.items : []
  const anchors = anchorsIn(pairs.map(({ value }) => value))
  const resolve: Resolve = (node) => (isAlias(node) ? anchors.get(node.source) : node)
  const lineOf = (node: unknown): number => lines.linePos((isNode(node) ? node.range?.[0] : undefined) ?? 0).line
  const isText = (node: unknown): boolean => textOf(node) !== undefined
  const isEntry = (node: unknown): boolean => isText(node) || (isSeq(node) && node.items.every((item) => isText(resolve(item))))
  const said = (node: unknown): readonly Said[] => {
    const found = resolve(node)
    const own = textOf(found)
    if (own !== undefined) {
      return own === '' ? [] : [{ text: own, line: lineOf(node) }]
    }
    return isSeq(found) ? found.items.filter((item) => isText(resolve(item))).flatMap(said) : []
  }
  const values = new Map(pairs.flatMap(({ key, value }) => (textOf(key) === undefined ? [] : [[textOf(key), value] as const])))
  for (const [name = '', value] of values)
    if (isSplitName(name) && value !== null && !isEntry(resolve(value)))
      return E.left(
        wrong(`${name} is a folder of images, a list of them, or several of these, but it is something else here`, lineOf(value)),
      )
  return E.right({
    names: namesIn(resolve(values.get('names')), resolve),
    path: said(values.get('path'))[0],
    splits: [...values].flatMap(([name = '', value]) => {
      const entries = isSplitName(name) ? said(value) : []
      return entries.length === 0 ? [] : [{ name, entries }]
    }),
  })
}

/**
 * Reads a data.yaml: `path`, `names` as a list or by number, and of each split a folder, a list of images, or several of these.
 *
 * @returns an Issue with the line for what is no YAML, and for a split that is something else
 */
export const readDataYaml = (text: string): E.Either<Issue, DataYaml> =>
  // Brackets in brackets without end are deeper than the stack.
  E.flatten(
    E.tryCatch(
      () => read(text),
      () => wrong('this file is nested too deep', 1),
    ),
  )
