import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeExperiments, type Experiment } from '../../../graphs/experiment/codec.ts'
import { kept, tiledOf, tiles } from '../../../graphs/experiment/tiles.ts'
import { bboxToolkit, dotaDevkit } from '../../../stdlib/data/tiles/keeping.ts'
import { tilePresets } from '../../../stdlib/data/tiles/presets.ts'
import { tiny } from '../../cli/training/tiny.ts'

const files: Experiment['data'] = { kind: 'coco', folder: 'f', train: 'train', valid: 'valid', empty: 'background' }
const decoded = (o: unknown, more: Partial<Experiment> = {}) => decodeExperiments({ ...tiny({ data: files, ...more }), tiles: o })

describe('the tiles of an experiment', () => {
  it('are none where the key is absent, as in files of before', () => {
    const result = decodeExperiments(tiny({ data: files }))
    expect(E.isRight(result) && tiledOf(result.right[0])).toBe(undefined)
  })

  it.each(['dota', 'tinyperson', 'seaperson', 'aitod'] as const)(
    'are those of a benchmark by its name, or the same numbers: %s',
    (name) => {
      const [byName, byNumbers] = [decoded(name), decoded(tiles[name])]
      if (E.isLeft(byName) || E.isLeft(byNumbers)) throw new Error('refused')
      const own = tiledOf(byName.right[0])
      expect(tiledOf(byNumbers.right[0])).toEqual(own)
      expect([own?.tiling, own?.merging, own?.keeping]).toEqual([
        tilePresets[name].tiling,
        tilePresets[name].merging,
        { ...tilePresets[name].keeping, box: 'clipped' },
      ])
    },
  )

  it.each([
    ['bboxToolkit', bboxToolkit],
    ['dotaDevkit', dotaDevkit],
  ] as const)('keep what a tool keeps of a cut object, by its name: %s', (name, keeping) => {
    const result = decoded({ ...tiles.dota, kept: kept[name] })
    expect(E.isRight(result) && tiledOf(result.right[0])?.keeping).toEqual({ ...keeping, box: 'clipped' })
  })

  it('of DOTA are measured per tile, without merging, as in Table 3', () => {
    expect([tiles.dota.measure, tiles.dota.empty]).toEqual(['tiles', 'drop'])
  })

  it.each([
    ['dotta', {}, 'experiment: tiles'],
    [{ ...tiles.dota, sise: 1 }, {}, 'experiment: unknown key'],
    [{ ...tiles.dota, overlap: { width: 1024, height: 0 } }, {}, 'tiles: overlap'],
    [{ ...tiles.dota, fill: [0, 0, 256] }, {}, 'experiment: 2'],
    ['dota', { data: tiny().data }, 'experiment: tiles'],
    ['aitod', { test: { ...tiny().test, scale: 'input' as const } }, 'experiment: tiles'],
  ] as const)('are refused: %j', (o, more, code) => {
    const result = decoded(o, more)
    expect(E.isLeft(result) && result.left.map((i) => i.code)).toContain(code)
  })

  it('are merged at the scale of the input nowhere, but tiles are measured there', () => {
    expect(E.isRight(decoded({ ...tiles.aitod, measure: 'tiles' }, { test: { ...tiny().test, scale: 'input' } }))).toBe(true)
  })
})
