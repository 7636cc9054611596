import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clip, height, width } from '../../../../stdlib/boxes/box.ts'
import { tilePresets } from '../../../../stdlib/data/tiles/presets.ts'
import { tiling, windows } from '../../../../stdlib/data/tiles/tiling.ts'
import { checked, image, tilings, windowsOf } from './arbitrary.ts'

describe('the tiles of an image', () => {
  it('cover every pixel, and each is different', () => {
    fc.assert(
      fc.property(tilings, image, (t, of) => {
        const all = windowsOf(t, of)
        const seen = new Set<number>()
        for (const w of all) {
          const [x1, y1, x2, y2] = clip(of)(w)
          for (let y = y1; y < y2; y++) for (let x = x1; x < x2; x++) seen.add(y * of.width + x)
        }
        expect(seen.size).toBe(of.width * of.height)
        expect(new Set(all.map(String)).size).toBe(all.length)
      }),
      { numRuns: 200 },
    )
  })

  it('show every object of at most the overlap whole, in one of them at least', () => {
    const placed = fc.tuple(tilings, image).chain(([t, of]) => {
      const [w, h] = [Math.min(t.overlap.width, of.width), Math.min(t.overlap.height, of.height)]
      return fc.record({
        t: fc.constant(t),
        of: fc.constant(of),
        x: fc.nat({ max: of.width - w }),
        y: fc.nat({ max: of.height - h }),
        w: fc.constant(w),
        h: fc.constant(h),
      })
    })
    fc.assert(
      fc.property(placed, ({ t, of, x, y, w, h }) => {
        expect(windowsOf(t, of).some(([x1, y1, x2, y2]) => x1 <= x && y1 <= y && x + w <= x2 && y + h <= y2)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('are of one size where what lies beyond is filled, else inside the image; flush ones leave a large image never', () => {
    fc.assert(
      fc.property(tilings, image, (t, of) => {
        for (const w of windowsOf(t, of)) {
          if (t.fill !== null) expect([width(w), height(w)]).toEqual([t.size.width, t.size.height])
          else expect(clip(of)(w)).toEqual(w)
          if (t.border === 'flush' && of.width >= t.size.width) expect(w[2]).toBeLessThanOrEqual(of.width)
          if (t.border === 'flush' && of.height >= t.size.height) expect(w[3]).toBeLessThanOrEqual(of.height)
        }
      }),
    )
  })

  // TinyPerson's own example of corners (annotation guide, section 2.3): 1280×720, tiles of 640×512, overlap 50.
  it('are those of TinyPerson’s example', () => {
    const t = { ...tilePresets.tinyperson.tiling, overlap: { width: 50, height: 50 } }
    expect(windowsOf(t, { width: 1280, height: 720 })).toEqual([
      [0, 0, 640, 512],
      [590, 0, 1230, 512],
      [640, 0, 1280, 512],
      [0, 208, 640, 720],
      [590, 208, 1230, 720],
      [640, 208, 1280, 720],
    ])
  })

  it('of DOTA go in steps of 824, and the last ends with the image', () => {
    const starts = windowsOf(tilePresets.dota.tiling, { width: 4000, height: 1024 }).map(([x]) => x)
    expect(starts).toEqual([0, 824, 1648, 2472, 2976])
  })

  it('that are too little inside go, unless none would be left', () => {
    const t = checked(8, 0, { border: 'over', rate: 0.6 })
    expect(windowsOf(t, { width: 20, height: 8 }).map(([x]) => x)).toEqual([0, 8])
    expect(windowsOf(t, { width: 21, height: 8 }).map(([x]) => x)).toEqual([0, 8, 16])
    expect(windowsOf(t, { width: 3, height: 3 })).toEqual([[0, 0, 8, 8]])
    // Half of each tile is inside: none is above the rate, and all are as good as the best.
    expect(windowsOf({ ...t, border: 'flush' }, { width: 16, height: 4 })).toHaveLength(2)
  })
})

describe('numbers that make no tiling', () => {
  const size = { width: 800, height: 800 }
  it.each([
    ['overlap', { size, overlap: { width: 800, height: 0 } }],
    ['overlap', { size, overlap: { width: 0, height: 900 } }],
    ['overlap', { size, overlap: { width: -1, height: 0 } }],
    ['overlap', { size, overlap: { width: 1.5, height: 0 } }],
    ['size', { size: { width: 0, height: 800 }, overlap: { width: 0, height: 0 } }],
    ['size', { size: { width: NaN, height: 800 }, overlap: { width: 0, height: 0 } }],
    ['rate', { size, overlap: { width: 0, height: 0 }, rate: 1 }],
  ] as const)('are an issue: %s of %j', (what, o) => {
    expect(tiling(o)).toMatchObject(E.left({ code: `tiles: ${what}` }))
  })

  it('and so is an image of very many tiles, before they are made', () => {
    expect(windows(checked(800, 799))({ width: 30_000, height: 30_000 })).toMatchObject(E.left({ code: 'tiles: too many' }))
  })
})

it('every preset is a tiling', () => {
  for (const { tiling: t } of Object.values(tilePresets)) expect(tiling(t)).toEqual(E.right(t))
})
