import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'

/** What a checkpoint says about itself. */
export interface CheckpointMetadata {
  /** The experiment's. */
  readonly name: string
  readonly seed: number
  /** Steps done. */
  readonly step: number
}

/** The version of the layout of checkpoints that this program writes and reads. */
export const checkpointVersion = 'fovea 1'

/** The free text of a checkpoint's file. */
export const encodeMetadata = (m: CheckpointMetadata): ReadonlyMap<string, string> =>
  new Map([
    ['format', checkpointVersion],
    ['name', m.name],
    ['seed', String(m.seed)],
    ['step', String(m.step)],
  ])

const isInteger = (text: string): boolean => /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))
const isCount = (text: string): boolean => isInteger(text) && Number(text) >= 0

const expected: readonly (readonly [key: string, says: string, holds: (text: string) => boolean])[] = [
  ['format', `is "${checkpointVersion}"`, (text) => text === checkpointVersion],
  ['name', 'is the name of the experiment', () => true],
  ['seed', 'is an integer', isInteger],
  ['step', 'is a natural number', isCount],
]

/** Inverse of `encodeMetadata`; every entry that is missing or malformed is an issue. */
export const decodeMetadata = (metadata: ReadonlyMap<string, string>): E.Either<NonEmptyArray<Issue>, CheckpointMetadata> => {
  const [first, ...rest] = expected.flatMap(([key, says, holds]) => {
    const found = metadata.get(key)
    if (found !== undefined && holds(found)) return []
    const is = found === undefined ? 'is missing' : `is ${JSON.stringify(found)}`
    return [issue('checkpoint metadata', `\`${key}\` ${says}, but ${is}`, 'is it a checkpoint that fovea wrote?', { path: [key] })]
  })
  if (first !== undefined) return E.left([first, ...rest])
  const text = (key: string): string => metadata.get(key) ?? ''
  return E.right({ name: text('name'), seed: Number(text('seed')), step: Number(text('step')) })
}
