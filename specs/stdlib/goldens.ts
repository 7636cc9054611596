import { existsSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type { Box } from '../../stdlib/boxes/box.ts'
import { type Stored, decode } from '../../stdlib/checkpoint/safetensors.ts'

const folder = '../shared/goldens'

/** Goldens come with the workplace, not with the repository: specs that need them are skipped without them. */
export const noGoldens = !existsSync(folder)

/** The tensors of one file of goldens, by name. */
export const goldens = (file: string): ((name: string) => Stored) => {
  const content = decode(readFileSync(`${folder}/${file}.safetensors`))
  if (E.isLeft(content)) throw new Error(content.left.message)
  return (name) => {
    const tensor = content.right.tensors.get(name)
    if (tensor === undefined) throw new Error(`${file} has no ${name}`)
    return tensor
  }
}

/** Rows of four numbers as boxes. */
export const boxesOf = ({ shape, data }: Stored): readonly Box[] => {
  const v = (i: number): number => data[i] ?? NaN
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => [v(4 * i), v(4 * i + 1), v(4 * i + 2), v(4 * i + 3)] as const)
}
