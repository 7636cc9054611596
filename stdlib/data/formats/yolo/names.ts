import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { annotationText } from '../text.ts'

/** A scalar of YAML: plain, or in quotes of either kind. */
const scalar = (text: string): string => {
  const trimmed = text.trim()
  if (trimmed.startsWith('"')) {
    const parsed = E.tryCatch((): unknown => JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(trimmed)?.[0] ?? ''), String)
    return E.isRight(parsed) && typeof parsed.right === 'string' ? parsed.right : trimmed
  }
  if (trimmed.startsWith("'")) return (/^'((?:[^']|'')*)'/.exec(trimmed)?.[1] ?? trimmed).replace(/''/g, "'")
  return trimmed.replace(/\s+#.*$/, '')
}

/** The entries of a list or map in brackets, commas in quotes passed over. */
const entries = (inside: string): readonly string[] => inside.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"'\n]|["'])+/g) ?? []

/** `3: name` or `- name` or, in brackets, `name`. */
const entry = (text: string, position: number): readonly [number, string] | undefined => {
  const [, key, value] = /^\s*(\d{1,6})\s*:\s+(.*)$/.exec(text) ?? /^\s*(\d{1,6})\s*:\s*(["'].*)$/.exec(text) ?? []
  if (key !== undefined && value !== undefined) return [Number(key), scalar(value)]
  const item = /^\s*-\s+(.*)$/.exec(text)?.[1]
  return item === undefined ? undefined : [position, scalar(item)]
}

/**
 * The names of the classes in a data.yaml: `names` as list or map, in brackets or line by line. Nothing else of YAML is read.
 *
 * @example namesInYaml('nc: 2\nnames: [ship, "sea lion"]') // => ['ship', 'sea lion']
 * @example namesInYaml('names:\n  0: ship\n  1: car # wheels\n') // => ['ship', 'car']
 */
export const namesInYaml = (text: string): readonly string[] | undefined => {
  const found = /^names[ \t]*:[ \t]*(.*)$/m.exec(text)
  if (found === null) return undefined
  const rest = text.slice(found.index + found[0].length)
  const first = (found[1] ?? '').replace(/^#.*$/, '').trim()
  if (first.startsWith('[') || first.startsWith('{')) {
    const whole = `${first}\n${rest}`
    const inside = /^[[{]((?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\]}"'])*)[\]}]/.exec(whole)?.[1]
    if (inside === undefined) return undefined
    const parts = entries(inside.replace(/\n/g, ' ')).filter((part) => part.trim() !== '')
    return inOrder(parts.map((part, i) => (first.startsWith('{') ? entry(part, i) : [i, scalar(part)])))
  }
  const lines = rest.split(/\r\n|\n|\r/).slice(1)
  const ends = lines.findIndex((line) => /^[^\s#-]/.test(line))
  const listed = lines.slice(0, ends < 0 ? undefined : ends).filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
  return inOrder(listed.map(entry))
}

/** Names by number, which must be 0, 1, 2, …. */
const inOrder = (all: readonly (readonly [number, string] | undefined)[]): readonly string[] | undefined => {
  const known = all.filter((one) => one !== undefined).sort(([a], [b]) => a - b)
  return known.length > 0 && known.length === all.length && known.every(([key], i) => key === i) ? known.map(([, name]) => name) : undefined
}

/** One name a line, as it stands but for the line's end. @example namesInLines('ship\r\nsea lion\n') // => ['ship', 'sea lion'] */
export const namesInLines = (text: string): readonly string[] => text.replace(/(\r?\n)+$/, '').split(/\r?\n/)

const longest = 1e6

const textOf = async (path: string): Promise<string | undefined> => {
  const text = await annotationText(path, longest)()
  return E.isRight(text) ? text.right : undefined
}

/** The names for a folder of labels: in it or up to two folders above, of a YAML file first, then `classes.txt` or `obj.names`. */
export const namesFor = async (labels: string): Promise<readonly string[] | undefined> => {
  for (const folder of ['.', '..', '../..'].map((up) => resolve(labels, up))) {
    const files = await readdir(folder).catch((): string[] => [])
    const yamls = ['data.yaml', 'dataset.yaml', ...files.filter((name) => /\.ya?ml$/i.test(name)).sort()].filter((name) =>
      files.includes(name),
    )
    for (const name of yamls) {
      const text = await textOf(join(folder, name))
      const names = text === undefined ? undefined : namesInYaml(text)
      if (names !== undefined) return names
    }
    for (const name of ['classes.txt', 'obj.names'].filter((one) => files.includes(one))) {
      const text = await textOf(join(folder, name))
      if (text !== undefined && text.trim() !== '') return namesInLines(text)
    }
  }
  return undefined
}
