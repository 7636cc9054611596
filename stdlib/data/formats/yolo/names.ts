import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { annotationText } from '../text.ts'
import { longestYaml, readDataYaml } from './data-yaml.ts'

/**
 * The names of the classes in a data.yaml: `names` as list or map, in brackets or line by line.
 *
 * @example namesInYaml('nc: 2\nnames: [ship, "sea lion"]') // => ['ship', 'sea lion']
 * @example namesInYaml('names:\n  0: ship\n  1: car # wheels\n') // => ['ship', 'car']
 */
export const namesInYaml = (text: string): readonly string[] | undefined => {
  const found = readDataYaml(text)
  return E.isRight(found) ? found.right.names : undefined
}

/** One name a line, as it stands but for the line's end. @example namesInLines('ship\r\nsea lion\n') // => ['ship', 'sea lion'] */
const namesInLines = (text: string): readonly string[] => text.replace(/(\r?\n)+$/, '').split(/\r?\n/)

/** Bytes of a list of names, at most. */
const longest = 1e6

const textOf = async (path: string, limit: number): Promise<string | undefined> => {
  const text = await annotationText(path, limit)()
  return E.isRight(text) ? text.right : undefined
}

/** Files of a folder that may be a data.yaml, the likeliest first. */
export const yamlsOf = (files: readonly string[]): readonly string[] => [
  ...new Set(
    ['data.yaml', 'dataset.yaml', ...files.filter((name) => /\.ya?ml$/i.test(name)).sort()].filter((name) => files.includes(name)),
  ),
]

/** The names for a folder of labels: in it or up to two folders above, of a YAML file first, then `classes.txt` or `obj.names`. */
export const namesFor = async (labels: string): Promise<readonly string[] | undefined> => {
  for (const folder of ['.', '..', '../..'].map((up) => resolve(labels, up))) {
    const files = await readdir(folder).catch((): string[] => [])
    for (const name of yamlsOf(files)) {
      const text = await textOf(join(folder, name), longestYaml)
      const names = text === undefined ? undefined : namesInYaml(text)
      if (names !== undefined) return names
    }
    for (const name of ['classes.txt', 'obj.names'].filter((one) => files.includes(one))) {
      const text = await textOf(join(folder, name), longest)
      if (text !== undefined && text.trim() !== '') return namesInLines(text)
    }
  }
  return undefined
}
