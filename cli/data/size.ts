import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 }

/** Of a shard: room for a header, its end, and one small image. */
const LEAST = 2 ** 16

/**
 * A number of bytes as it was typed.
 *
 * @example sizeTyped('--size', '512MiB') // => { _tag: 'Right', right: 536870912 }
 */
export const sizeTyped = (option: string, text: string): E.Either<Issue, number> => {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? []
  const bytes = Math.floor(Number(digits) * (UNITS[unit.toLowerCase()] ?? NaN))
  return Number.isSafeInteger(bytes) && bytes >= LEAST
    ? E.right(bytes)
    : E.left(
        issue(
          'shard: size',
          `${option} takes a size of ${LEAST} bytes or more, but is \`${text.slice(0, 60)}\``,
          `write ${option} 512MiB`,
          { path: [option] },
        ),
      )
}
