import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { planInWords, type TileOptions, type TilePlan, tilePlanOf } from '../../../cli/detection/tile-plan.ts'
import { merging } from '../../../stdlib/data/tiles/merging.ts'
import { tilePresets } from '../../../stdlib/data/tiles/presets.ts'
import { checked, right } from '../../stdlib/data/tiles/arbitrary.ts'

const trained: TilePlan = { tiling: checked(512, 64), merging: { ...merging, iou: 0.3 } }
const plan = (o: TileOptions, own?: TilePlan): TilePlan | undefined => right(tilePlanOf(o, own))

describe('how images are looked at', () => {
  it('is whole, or as in training, where nothing is said', () => {
    expect([plan({}), plan({}, trained), plan({ tile: 'none' }, trained)]).toEqual([undefined, trained, undefined])
  })

  it('is as it is said: sides, overlap, merging', () => {
    expect(plan({ tile: '800', overlap: '200' })).toEqual({ tiling: checked(800, 200), merging })
    expect(plan({ tile: '640x512', overlap: '100x50', merge: 'fusion', mergeIou: '.4', mergeMax: '900', keepCut: true })).toMatchObject({
      tiling: { size: { width: 640, height: 512 }, overlap: { width: 100, height: 50 } },
      merging: { by: 'fusion', iou: 0.4, most: 900, cut: 'kept' },
    })
    expect(plan({ tile: '810' })?.tiling.overlap).toEqual({ width: 202, height: 202 })
  })

  it('is a benchmark’s, but for what is said', () => {
    const { tiling, merging: own } = tilePresets.dota
    expect(plan({ tilePreset: 'dota' })).toEqual({ tiling, merging: own })
    expect(plan({ tilePreset: 'dota', overlap: '512', merge: 'fusion' })).toEqual({
      tiling: { ...tiling, overlap: { width: 512, height: 512 } },
      merging: { ...own, by: 'fusion' },
    })
  })

  it('is training’s, but for what is said', () => {
    expect(plan({ merge: 'fusion' }, trained)).toEqual({ ...trained, merging: { ...trained.merging, by: 'fusion' } })
  })

  it.each([
    [{ overlap: '200' }, ['--tile']],
    [{ tile: '800', overlap: '800' }, ['--overlap']],
    [{ tile: '0' }, ['--tile']],
    [{ tile: '1e9' }, ['--tile']],
    [{ tile: '800', mergeIou: '1.5', merge: 'wbf', mergeMax: '0', overlap: '-1' }, ['--overlap', '--merge', '--merge-iou', '--merge-max']],
    [{ tilePreset: 'dotta' }, ['--tile-preset']],
  ] as const)('is refused where it makes no sense: %j', (o, at) => {
    const result = tilePlanOf(o)
    expect(E.isLeft(result) && result.left.map(({ path }) => path[0])).toEqual(at)
  })

  it('is told in words, with its limits', () => {
    expect(planInWords({ tiling: checked(800, 200), merging })).toBe(
      'tiles of 800×800 with overlap 200×200; merged by NMS above IoU 0.5; parts cut by a tile go where another tile has the whole; no limit on the detections of an image',
    )
    expect(planInWords(tilePresets.dota)).toContain('above IoU 0.3, within tiles too; parts cut by a tile are kept')
  })
})
