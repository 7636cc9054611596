import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FoundSplit } from '../../../../../stdlib/data/formats/splits/found.ts'
import { withoutUnions } from '../../../../../stdlib/data/formats/splits/unions.ts'

const split = (name: string, names: readonly string[]): FoundSplit => ({
  name,
  faults: [],
  pieces: E.right([{ place: { path: 'a' }, names: names.map((one) => ({ names: [one], text: one, at: ['a', '1'] as const })) }]),
})
const kept = (...all: readonly FoundSplit[]): readonly string[] => withoutUnions(all).map(({ name }) => name)

describe('splits that are unions of others', () => {
  it('are left out, but not what is the same as another, or more, or a part', () => {
    const [train, val] = [split('train', ['a', 'b']), split('val', ['c'])]
    expect(kept(train, split('trainval', ['c', 'a', 'b']), val)).toEqual(['train', 'val'])
    expect(kept(train, split('all', ['a', 'b', 'c', 'd']), val)).toEqual(['train', 'all', 'val'])
    expect(kept(train, split('val', ['b', 'a']))).toEqual(['train', 'val'])
    expect(kept(train, split('few', ['a']))).toEqual(['train', 'few'])
    expect(kept(train, { name: 'val', faults: [], pieces: E.left({ code: '', message: '', hint: '', path: [], evidence: [] }) })).toEqual([
      'train',
      'val',
    ])
  })
  it('take no image away', () =>
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')), { maxLength: 6 }), (all) => {
        const left = kept(...all.map((names, i) => split(String(i), names))).map(Number)
        expect(new Set(left.flatMap((i) => all[i] ?? []))).toEqual(new Set(all.flat()))
      }),
    ))
})
