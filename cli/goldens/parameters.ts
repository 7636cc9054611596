import type { ParameterData } from '../../dsl/ops/leaf.ts'
import type { GoldenFile } from './folder.ts'
import { ourShape } from './layout.ts'
import type { Wanted } from './lookup.ts'
import type { Case } from './meta.ts'
import { theirName } from './names.ts'

/** A parameter of a case, and its name in the goldens. */
export interface GoldenParameter {
  readonly data: ParameterData
  readonly theirs: string
}

const before = 'before.'

/**
 * Every parameter that the goldens hold: those that a case declares, and as leaves of their own those from which it builds
 * nothing. These have gradient 0, and only decay.
 */
export const parametersOf = (
  file: GoldenFile,
  declared: readonly ParameterData[],
  smoothing: Case['smoothing'],
): readonly GoldenParameter[] => {
  const used = declared.map((data) => ({ data, theirs: theirName(data.name, smoothing) }))
  const known = new Set(used.map(({ theirs }) => theirs))
  const unused = [...file.tensors].flatMap(([name, { shape }]): readonly GoldenParameter[] => {
    const theirs = name.slice(before.length)
    if (!name.startsWith(before) || known.has(theirs)) return []
    const data = {
      name: theirs,
      shape: ourShape('weight', shape),
      init: { kind: 'constant', value: 0 },
      trainable: true,
      decay: true,
    } as const
    return [{ data, theirs }]
  })
  return [...used, ...unused]
}

/** Where the first values of parameters stand. */
export const valuesBefore = (parameters: readonly GoldenParameter[]): readonly Wanted[] =>
  parameters.map(({ data, theirs }) => ({ name: data.name, stored: before + theirs, layout: 'weight', shape: data.shape }))
