import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedTexts, textsIn } from '../../../../stdlib/data/loading/shared-texts.ts'

describe('texts in shared memory', () => {
  it('are the same, whatever is in them, and none beyond', () =>
    fc.assert(
      // Units of UTF-16 one by one: halves of pairs, too.
      fc.property(fc.array(fc.array(fc.nat(0xffff), { maxLength: 5 }).map((units) => String.fromCharCode(...units))), (texts) => {
        const { length, at } = textsIn(structuredClone(sharedTexts(texts)))
        expect(Array.from({ length }, (_, i) => at(i))).toEqual(texts)
        expect([at(length), at(-1)]).toEqual([undefined, undefined])
      }),
    ))
  it('are not copied where they are sent', () => {
    const shared = sharedTexts(['a', 'b'])
    const sent = structuredClone(shared)
    new Uint16Array(shared.units)[1] = 'c'.charCodeAt(0)
    expect(textsIn(sent).at(1)).toBe('c')
  })
})
