import * as E from 'fp-ts/lib/Either.js'
import { type Issue, issue } from '../core/issue.ts'
import { type Shape, showType, size } from '../core/tensor.ts'
import type { DType } from '../core/tensor.ts'
import type { Values } from './session.ts'

/** A leaf that values are bound to. */
export interface Declared {
  readonly name: string
  readonly shape: Shape
  readonly dtype?: DType
}

/** Are all declared leaves bound, each to as many values as it has elements? The first that is not gives the issue. */
export const checkBindings = (what: 'input' | 'state', leaves: readonly Declared[], values: Values): E.Either<Issue, Values> => {
  for (const l of leaves) {
    const given = values[l.name]
    const type = showType({ dtype: l.dtype ?? 'f32', shape: l.shape })
    if (given === undefined)
      return E.left(issue(`${what} missing`, `${l.name} is ${type}, but nothing is given`, `give values of ${l.name}`, { path: [l.name] }))
    if (given.length !== size(l.shape))
      return E.left(
        issue(
          `${what} size`,
          `${l.name} is ${type}, but ${String(given.length)} values are given`,
          `give ${String(size(l.shape))} values`,
          { path: [l.name] },
        ),
      )
  }
  return E.right(values)
}
