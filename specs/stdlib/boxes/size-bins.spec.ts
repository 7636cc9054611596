import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binOf, sizeBins } from '../../../stdlib/boxes/size-bins.ts'
import { boxAround } from './arbitrary.ts'

describe('the size bins', () => {
  it('hold every box exactly once', () => {
    fc.assert(
      fc.property(boxAround(90), (box) => {
        const side = Math.sqrt(Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]))
        const holding = sizeBins.flatMap(({ from, to }, i) => (side >= from && side < to ? [i] : []))
        expect(holding).toHaveLength(1)
        // The root of an area can round onto an edge; areas themselves are compared.
        if (Math.abs(side - Math.round(side)) > 1e-9 || Number.isInteger(side)) expect([binOf(box)]).toEqual(holding)
      }),
    )
  })

  it('begin at 2, 8, 16 and 32 px, the edge included', () => {
    const of = (side: number): string => sizeBins[binOf([0, 0, side, side])]?.name ?? ''
    expect([0, 1.99, 2, 7.99, 8, 15.99, 16, 31.99, 32, 1e6].map(of)).toEqual([
      'below',
      'below',
      'very tiny',
      'very tiny',
      'tiny',
      'tiny',
      'small',
      'small',
      'medium',
      'medium',
    ])
    expect(sizeBins[binOf([0, 0, 2, 32])]?.name).toBe('tiny')
  })
})
