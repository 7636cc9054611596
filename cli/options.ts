import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { suggest } from '../dsl/core/nearest.ts'

/**
 * A whole number from `least` to `most` as it was typed, nothing where it was not.
 *
 * @example whole('train')('--steps', '60', 1) // => { _tag: 'Right', right: 60 }
 */
export const whole =
  (command: string) =>
  (
    option: string,
    text: string | undefined,
    least: number,
    most = Number.MAX_SAFE_INTEGER,
  ): E.Either<NonEmptyArray<Issue>, number | undefined> =>
    text === undefined || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most)
      ? E.right(text === undefined ? undefined : Number(text))
      : E.left([
          issue(
            `${command}: number`,
            `\`${option}\` takes a whole number from ${String(least)}${most < Number.MAX_SAFE_INTEGER ? ` to ${String(most)}` : ''}, but is \`${text}\``,
            `write \`${option} ${String(Math.min(most, Math.max(least, 100)))}\``,
            {
              path: [option],
            },
          ),
        ])

/** The experiment that `--only` names, all of them without it. */
export const named =
  (command: string) =>
  <A extends { readonly name: string }>(
    all: NonEmptyArray<A>,
    only: string | undefined,
  ): E.Either<NonEmptyArray<Issue>, NonEmptyArray<A>> => {
    const picked = all.filter(({ name }) => only === undefined || name === only)
    return isNonEmpty(picked)
      ? E.right(picked)
      : E.left([
          issue(
            `${command}: only`,
            `no experiment is called \`${only ?? ''}\``,
            suggest(
              only ?? '',
              all.map(({ name }) => name),
            ),
            { path: ['--only'] },
          ),
        ])
  }
