import { posix } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'

/**
 * A member's name as it is looked up, without `./` and doubled slashes; or why it is refused.
 *
 * @example memberName('./a//b.png') // => { _tag: 'Right', right: 'a/b.png' }
 * @example memberName('../b.png') // => { _tag: 'Left', left: 'it leaves its folder' }
 */
export const memberName = (name: string): E.Either<string, string> => {
  if (name.includes('\0')) return E.left('it holds a NUL')
  if (posix.isAbsolute(name) || /^[a-z]:[\\/]/i.test(name)) return E.left('it is absolute')
  if (name.split(/[\\/]/).includes('..')) return E.left('it leaves its folder')
  const plain = posix.normalize(name)
  return plain === '.' || plain === './' ? E.left('it names no file') : E.right(plain)
}
