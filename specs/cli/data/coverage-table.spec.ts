import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Counted, coverageTable, heat } from '../../../cli/data/coverage-table.ts'
import { coverageWarnings } from '../../../cli/data/coverage-warnings.ts'
import { type BinCoverage, type Counts, noCoverage } from '../../../stdlib/assign/coverage.ts'

const nat = fc.nat({ max: 1_000_000 })
const counts = fc.tuple(nat, nat, nat, nat)

/** A bin whose levels but the first have nothing. */
const bin = (total: Counts, lowQuality = 0, unreached = total[0], levels = 2): BinCoverage => {
  const boxes = total.reduce((a, b) => a + b, 0)
  const nothing: Counts = [boxes, 0, 0, 0]
  return {
    ...{ boxes, total, lowQuality, unreached, positives: boxes, logSides: 3 * boxes, overlaps: 0.05 * boxes },
    levels: Array.from({ length: levels }, (_, i) => (i === 0 ? total : nothing)),
  }
}

const counted = (tiny: BinCoverage, unit: 'point' | 'anchor', strides: readonly number[] = [8, 16]): Counted => ({
  names: ['base'],
  learner: {
    ...{ name: 'base', unit, lowQuality: unit === 'anchor', finest: unit === 'anchor' ? [32] : [] },
    levels: strides.map((stride) => ({ name: `P${String(Math.log2(stride))}`, stride })),
    assign: () => () => ({ sizes: [], match: new Int32Array(), alone: () => false }),
  },
  ...{ from: 'train.json', input: '800×800', scale: 'original', images: 3 },
  coverage: noCoverage(strides.length).map((none, i) => (i === 2 ? tiny : none)),
})

describe('the bar of a bin', () => {
  it('is as long as asked for, and its shades are in order and in proportion', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 40 }), (of, columns) => {
        const all = of.reduce((a, b) => a + b, 0)
        const bar = [...heat(of, columns)]
        expect(bar).toHaveLength(all === 0 ? 0 : columns)
        ;['░', '▒', '▓', '█'].forEach((shade, i) => {
          const share = all === 0 ? 0 : ((of[i] ?? 0) / all) * columns
          expect(Math.abs(bar.filter((c) => c === shade).length - share)).toBeLessThanOrEqual(1)
        })
        expect(bar.join('')).toMatch(/^░*▒*▓*█*$/)
      }),
    )
  })
})

describe('the table of coverage', () => {
  it('fits whatever was counted, and puts levels that do not fit below the others', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 44, max: 90 }), fc.integer({ min: 1, max: 7 }), fc.boolean(), (of, columns, levels, points) => {
        const strides = Array.from({ length: levels }, (_, i) => 4 * 2 ** i)
        const text = coverageTable(counted(bin(of, 0, of[0], levels), points ? 'point' : 'anchor', strides), columns)
        for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(Math.min(80, columns))
        strides.forEach((stride) => expect(text).toContain(`(${String(stride)})`))
      }),
    )
  })

  it('does not round something to nothing, or nearly all to all', () => {
    const text = coverageTable(counted(bin([999_999, 1, 0, 0]), 'point'), 80)
    expect(text).toMatch(/tiny 8–16 +1,000,000 +>99\.9 % +<0\.1 % +0\.0 % +0\.0 %/)
    expect(text).toMatch(/tiny 8–16 +<1\/0\/0 +·/)
  })
})

describe('warnings', () => {
  const of = (tiny: BinCoverage, unit: 'point' | 'anchor', strides?: readonly number[]): readonly string[] =>
    coverageWarnings(counted(tiny, unit, strides)).map(({ code, message }) => `${code}: ${message}`)

  it('begin at half of a bin, and say where it is all of it', () => {
    expect(of(bin([49, 51, 0, 0]), 'point')).toEqual([])
    expect(of(bin([50, 50, 0, 0]), 'point')).toEqual(['coverage: not learned: most boxes of 8 to 16 px get no positive point'])
    expect(of(bin([7, 0, 0, 0]), 'point')).toEqual(['coverage: not learned: no box of 8 to 16 px gets a positive point'])
    expect(of(bin([0, 0, 0, 0]), 'point')).toEqual([])
  })

  it('count what only the low-quality rule saves together with what nothing does', () => {
    expect(of(bin([20, 80, 0, 0], 29), 'anchor')).toEqual([])
    expect(of(bin([20, 80, 0, 0], 30), 'anchor')).toEqual([
      'coverage: low quality: most boxes of 8 to 16 px get positives by the low-quality rule alone, or none',
    ])
  })

  it('try a finer level where there is one, else a larger input, and tell points too far apart from points taken by others', () => {
    const hint = (tiny: BinCoverage, strides: readonly number[]): string => coverageWarnings(counted(tiny, 'point', strides))[0]?.hint ?? ''
    expect(hint(bin([9, 1, 0, 0]), [8, 16])).toBe(
      'a finer level (neck.from with C2, stride 4), or a larger input.size: their points are too far apart',
    )
    expect(hint(bin([9, 1, 0, 0]), [4, 8])).toBe('a larger input.size: points 4 px apart miss them')
    expect(hint(bin([9, 1, 0, 0], 0, 1), [4, 8])).toBe('a larger input.size: smaller boxes take their points')
  })

  it('try anchors as large as the typical object', () => {
    const [warning] = coverageWarnings(counted(bin([10, 0, 0, 0]), 'anchor'))
    expect(warning?.hint).toContain('a scale of 1 at stride 8 makes them 8.0 px')
    expect(warning?.evidence).toContainEqual(['best IoU', '0.050 on average'])
  })
})
