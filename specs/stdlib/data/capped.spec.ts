import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { newCapped } from '../../../stdlib/data/capped.ts'

it('a capped list keeps the first of each kind in order, makes no others, and knows how many there are of each', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), fc.integer({ min: 1, max: 5 }), (kinds, most) => {
      const list = newCapped<string, readonly [string, number]>(most)
      const made = { n: 0 }
      kinds.forEach((kind, at) => {
        list.add(kind, () => {
          made.n += 1
          return [kind, at]
        })
      })
      const first = kinds.flatMap((kind, at) => (kinds.slice(0, at).filter((k) => k === kind).length < most ? [[kind, at]] : []))
      expect(list.kept()).toEqual(first)
      expect(made.n).toBe(first.length)
      for (const kind of ['a', 'b', 'c']) {
        const ofKind = (some: readonly string[]): number => some.filter((k) => k === kind).length
        expect(ofKind(list.kept().map(([k]) => k)) + (list.others().get(kind) ?? 0)).toBe(ofKind(kinds))
      }
    }),
  )
})
