import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { suggest } from '../../dsl/core/nearest.ts'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { Protocol } from '../../stdlib/eval/protocol.ts'
import { dotaPerTile, protocols, visdroneAsReleased, withMaxDets } from '../../stdlib/eval/protocols.ts'
import type { EvaluateOptions } from '../commands/evaluate.ts'

type Asked = Pick<EvaluateOptions, 'protocol' | 'maxDets' | 'asReleased' | 'perTile'>

/** The protocol that a command line asks for. */
export const protocolOf = (asked: Asked): E.Either<NonEmptyArray<Issue>, Protocol> =>
  pipe(
    named(asked),
    E.chain((protocol) => limited(protocol, asked.maxDets)),
  )

const isProtocol = (name: string): name is keyof typeof protocols => Object.hasOwn(protocols, name)

const named = ({ protocol: name, asReleased, perTile }: Asked): E.Either<NonEmptyArray<Issue>, Protocol> => {
  if (!isProtocol(name)) {
    return refuse(`there is no protocol \`${name}\``, suggest(name, Object.keys(protocols)), '--protocol')
  }
  if (asReleased === true && name !== 'visdrone')
    return refuse(`--as-released is of visdrone, but the protocol is ${name}`, 'leave it out', '--as-released')
  if (perTile === true && name !== 'dota')
    return refuse(`--per-tile is of dota, but the protocol is ${name}`, 'leave it out, or use aitod', '--per-tile')
  return E.right(asReleased === true ? visdroneAsReleased : perTile === true ? dotaPerTile : protocols[name])
}

const limited = (protocol: Protocol, limits: string | undefined): E.Either<NonEmptyArray<Issue>, Protocol> => {
  if (limits === undefined) return E.right(protocol)
  const numbers = limits.split(',').map((text) => (/^\s*[1-9]\d{0,8}\s*$/.test(text) ? Number(text) : NaN))
  return isNonEmpty(numbers) && !numbers.some(Number.isNaN) && new Set(numbers).size === numbers.length
    ? E.right(withMaxDets([numbers[0], ...numbers.slice(1)])(protocol))
    : refuse(`\`${limits}\` are no limits`, 'write different whole numbers above 0, such as 1,100,300', '--max-dets')
}

const refuse = (message: string, hint: string, option: string): E.Either<NonEmptyArray<Issue>, never> =>
  E.left([issue('evaluate: protocol', message, hint, { path: [option] })])
