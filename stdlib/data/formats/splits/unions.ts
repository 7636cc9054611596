import * as E from 'fp-ts/lib/Either.js'
import type { FoundSplit } from './found.ts'

const contents = ({ pieces }: FoundSplit): ReadonlySet<string> =>
  new Set(
    E.isLeft(pieces)
      ? []
      : pieces.right.flatMap(({ place, names }) => {
          const folder = place.images ?? place.path
          return names === undefined ? [`${folder}/`] : names.map(({ names: [name = ''] }) => `${folder}/${name}`)
        }),
  )

const isWithin = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size < b.size && [...a].every((name) => b.has(name))

/** The splits that are no union of others, as trainval is of train and val: shown beside these, each of its images would count twice. */
export const withoutUnions = (splits: readonly FoundSplit[]): readonly FoundSplit[] => {
  const all = splits.map((split) => ({ split, has: contents(split) }))
  return all
    .filter(({ has }) => {
      const inside = all.filter((other) => other.has.size > 0 && isWithin(other.has, has))
      return !(has.size > 0 && new Set(inside.flatMap((other) => [...other.has])).size === has.size)
    })
    .map(({ split }) => split)
}
