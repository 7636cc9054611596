import * as E from 'fp-ts/lib/Either.js'
import type { Issue } from '../../../../dsl/core/issue.ts'

export const right = <A>(read: E.Either<Issue, A>): A => {
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}
export const left = <A>(read: E.Either<Issue, A>): Issue => {
  if (E.isRight(read)) throw new Error('no issue')
  return read.left
}
