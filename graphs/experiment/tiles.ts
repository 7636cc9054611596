import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { exact } from '../../dsl/core/exact.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { bboxToolkit, dotaDevkit, type PartRule } from '../../stdlib/data/tiles/keeping.ts'
import { type Merging } from '../../stdlib/data/tiles/merging.ts'
import { type TilePreset, tilePresets } from '../../stdlib/data/tiles/presets.ts'
import { tiling, type Tiling } from '../../stdlib/data/tiles/tiling.ts'
import type { Experiment } from './codec.ts'
import { BelowOne, Count, Fraction, NotNegative, nullOr, Pixels, refined, Whole } from './fields.ts'

const Byte = refined(t.number, 'a whole number from 0 to 255', (x) => Number.isInteger(x) && x >= 0 && x <= 255)

const Settings = exact(
  {
    size: exact({ width: Pixels, height: Pixels }, 'a record of width and height'),
    overlap: exact({ width: Whole, height: Whole }, 'a record of width and height'),
    border: t.keyof({ flush: null, over: null }, 'flush or over'),
    /** Red, green and blue of what lies beyond the image. */
    fill: nullOr(t.readonly(t.tuple([Byte, Byte, Byte]), 'three numbers')),
    rate: BelowOne,
    /** Boxes are always cut at the border of their tile, as those of whole images are. */
    kept: exact(
      {
        share: Fraction,
        atShare: t.keyof({ kept: null, below: null }, 'kept or below'),
        below: t.keyof({ dropped: null, ignored: null }, 'dropped or ignored'),
        least: NotNegative,
      },
      'kept',
    ),
    merge: exact(
      {
        by: t.keyof({ nms: null, fusion: null }, 'nms or fusion'),
        iou: Fraction,
        within: t.boolean,
        cut: t.keyof({ kept: null, covered: null }, 'kept or covered'),
        most: nullOr(Count),
      },
      'merge',
    ),
    /** What a tile without objects is in training; validation has all of them. */
    empty: t.keyof({ background: null, drop: null }, 'background or drop'),
    /** Whether detections are merged and measured on whole images, or each tile is an image of its own. */
    measure: t.keyof({ images: null, tiles: null }, 'images or tiles'),
  },
  'tiles',
)
type Settings = t.TypeOf<typeof Settings>

const keptBy = ({ share, atShare, below, least }: PartRule): Settings['kept'] => ({ share, atShare, below, least })

/**
 * What the tools of benchmarks keep of an object that a tile cuts, as settings of an experiment.
 *
 * @example experiment({ …, tiles: { ...tiles.dota, kept: kept.dotaDevkit } })
 */
export const kept = { bboxToolkit: keptBy(bboxToolkit), dotaDevkit: keptBy(dotaDevkit) } as const

const preset = ({ tiling, keeping, merging }: TilePreset, { empty, measure }: Pick<Settings, 'empty' | 'measure'>): Settings => ({
  ...tiling,
  kept: keptBy(keeping),
  merge: merging,
  empty,
  measure,
})

/**
 * Tiles of benchmarks, as settings of an experiment. `dota` is the protocol of the paper's Table 3: training tiles without objects are left out, and
 * AP is per tile, without merging.
 *
 * @example experiment({ …, tiles: { ...tiles.dota, measure: 'images' } })
 */
export const tiles = {
  dota: preset(tilePresets.dota, { empty: 'drop', measure: 'tiles' }),
  tinyperson: preset(tilePresets.tinyperson, { empty: 'background', measure: 'images' }),
  seaperson: preset(tilePresets.seaperson, { empty: 'background', measure: 'images' }),
  aitod: preset(tilePresets.aitod, { empty: 'background', measure: 'images' }),
} as const satisfies Readonly<Record<string, Settings>>

const Name = t.keyof({ dota: null, tinyperson: null, seaperson: null, aitod: null }, 'dota, tinyperson, seaperson or aitod')

/** The name of a benchmark, or the numbers. */
export const Tiles = new t.Type<t.TypeOf<typeof Name> | Settings>(
  'tiles',
  (u): u is t.TypeOf<typeof Name> | Settings => Name.is(u) || Settings.is(u),
  (u, c) => (typeof u === 'string' ? Name.validate(u, c) : Settings.validate(u, c)),
  t.identity,
)

/** How an experiment cuts its images, what of objects it keeps, and how it merges. */
export interface Tiled {
  readonly tiling: Tiling
  readonly keeping: PartRule
  readonly merging: Merging
  readonly empty: Settings['empty']
  readonly measure: Settings['measure']
}

/** The tiles of an experiment; undefined where it looks at whole images. */
export const tiledOf = (e: Pick<Experiment, 'tiles'>): Tiled | undefined => {
  if (e.tiles === undefined) return undefined
  const { size, overlap, border, fill, rate, kept, merge, empty, measure } = typeof e.tiles === 'string' ? tiles[e.tiles] : e.tiles
  return { tiling: { size, overlap, border, fill, rate }, keeping: { ...kept, box: 'clipped' }, merging: merge, empty, measure }
}

/** What of tiles does not fit together, or with the rest of the experiment. */
export const tilesFit = (e: Experiment): readonly Issue[] => {
  const tiled = tiledOf(e)
  if (tiled === undefined) return []
  const checked = tiling(tiled.tiling)
  const path = ['experiment', 'tiles']
  return [
    ...(E.isLeft(checked) ? [{ ...checked.left, path: [...path, checked.left.code.replace('tiles: ', '')] }] : []),
    ...(e.data.kind === 'scenes'
      ? [issue('experiment: tiles', 'tiles are cut of image files, but the data are generated scenes', 'generate smaller scenes', { path })]
      : []),
    ...(tiled.measure === 'images' && e.test.scale === 'input'
      ? [
          issue(
            'experiment: tiles',
            'sizes of merged detections count in pixels of the images, but `test.scale` is that of the input',
            "write scale: 'original', or measure: 'tiles'",
            { path: [...path, 'measure'] },
          ),
        ]
      : []),
  ]
}
