import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { keysOf } from '../../dsl/core/boundary.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { suggest } from '../../dsl/core/nearest.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import { type Merging, merging } from '../../stdlib/data/tiles/merging.ts'
import { tilePresets, type TilePresetName } from '../../stdlib/data/tiles/presets.ts'
import { type Tiling, tiling } from '../../stdlib/data/tiles/tiling.ts'

type Issues = NonEmptyArray<Issue>
const alone = (i: Issue): Issues => [i]

/** How images are looked at by tiles. */
export interface TilePlan {
  readonly tiling: Tiling
  readonly merging: Merging
}

/** The options of tiles as they were typed. */
export interface TileOptions {
  readonly tile?: string
  readonly overlap?: string
  readonly tilePreset?: string
  readonly merge?: string
  readonly mergeIou?: string
  readonly mergeMax?: string
  readonly keepCut?: boolean
}

type Part<A> = E.Either<Issue, A | undefined>

const wrong = (option: string, text: string, wanted: string, hint: string): E.Either<Issue, never> =>
  E.left(issue('detect: tiles', `\`${option}\` takes ${wanted}, but is \`${text}\``, hint, { path: [option] }))

/** @example extent('--tile', '640x512') // => right({ width: 640, height: 512 }) */
const extent = (option: string, text: string | undefined): Part<Extent> => {
  if (text === undefined) return E.right(undefined)
  const [, width, height = width] = /^(\d{1,6})(?:[x×](\d{1,6}))?$/.exec(text) ?? []
  return width === undefined
    ? wrong(option, text, 'pixels, or width x height', `write \`${option} 640x512\``)
    : E.right({ width: Number(width), height: Number(height) })
}

const number = (option: string, text: string | undefined, wanted: string, holds: (x: number) => boolean): Part<number> =>
  text === undefined
    ? E.right(undefined)
    : /^(\d+\.?\d*|\.\d+)$/.test(text) && holds(Number(text))
      ? E.right(Number(text))
      : wrong(option, text, wanted, `write \`${option} ${wanted.includes('whole') ? '1000' : '.5'}\``)

const among = <A extends string>(option: string, text: string | undefined, known: readonly A[]): Part<A> => {
  const found = known.find((name) => name === text)
  return text === undefined || found !== undefined
    ? E.right(found)
    : wrong(option, text, `one of ${known.join(', ')}`, suggest(text, known))
}

/** A quarter of the tile, in whole pixels. */
const quarter = ({ width, height }: Extent): Extent => ({ width: Math.floor(width / 4), height: Math.floor(height / 4) })

/** A plan before its numbers are checked: without a size where none is known. */
interface Base {
  readonly tiling: Partial<Tiling>
  readonly merging: Merging
}

const baseOf = (preset: TilePresetName | undefined, tile: Extent | undefined, trained: TilePlan | undefined): Base => {
  if (preset !== undefined) return tilePresets[preset]
  return tile === undefined && trained !== undefined ? trained : { tiling: {}, merging }
}

const noTile: Issue = issue(
  'detect: tiles',
  'these options are about tiles, but no size of a tile is given, and the run was trained on whole images',
  'write `--tile 800 --overlap 200`, or `--tile-preset dota`',
  { path: ['--tile'] },
)

const validated = sequenceS(E.getApplicativeValidation(getSemigroup<Issue>()))
const lifted = <A>(part: Part<A>): E.Either<Issues, A | undefined> => pipe(part, E.mapLeft(alone))

/**
 * How the options of tiles say that images are looked at; undefined for whole images: where they say nothing and the run was trained on whole
 * images, or where `--tile none` says so. Without `--overlap` tiles share a quarter of their size. All that is wrong is told at once.
 *
 * @param trained how the run's own experiment looks at images
 */
export const tilePlanOf = (o: TileOptions, trained?: TilePlan): E.Either<Issues, TilePlan | undefined> => {
  const { tile: size, overlap: shared, tilePreset, merge, mergeIou, mergeMax, keepCut } = o
  if (size === 'none') return E.right(undefined)
  if ([size, shared, tilePreset, merge, mergeIou, mergeMax, keepCut].every((value) => value === undefined)) return E.right(trained)
  return pipe(
    validated({
      tile: lifted(extent('--tile', size)),
      overlap: lifted(extent('--overlap', shared)),
      preset: lifted(among('--tile-preset', tilePreset, keysOf(tilePresets))),
      by: lifted(among('--merge', merge, ['nms', 'fusion'] as const)),
      iou: lifted(number('--merge-iou', mergeIou, 'a number from 0 to 1', (x) => x <= 1)),
      most: lifted(number('--merge-max', mergeMax, 'a whole number from 1', (x) => Number.isSafeInteger(x) && x > 0)),
    }),
    E.chain(({ tile, overlap, preset, by, iou, most }) => {
      const base = baseOf(preset, tile, trained)
      const full = tile ?? base.tiling.size
      if (full === undefined) return E.left(alone(noTile))
      return pipe(
        tiling({ ...base.tiling, size: full, overlap: overlap ?? base.tiling.overlap ?? quarter(full) }),
        E.bimap(
          (i) => alone({ ...i, path: [i.code === 'tiles: overlap' ? '--overlap' : '--tile'] }),
          (checked) => ({
            tiling: checked,
            merging: {
              ...base.merging,
              by: by ?? base.merging.by,
              iou: iou ?? base.merging.iou,
              most: most ?? base.merging.most,
              cut: keepCut === true ? ('kept' as const) : base.merging.cut,
            },
          }),
        ),
      )
    }),
  )
}

const pixels = ({ width, height }: Extent): string => `${String(width)}×${String(height)}`

/** A plan in words. */
export const planInWords = ({ tiling: { size, overlap }, merging: { by, iou, within, cut, most } }: TilePlan): string =>
  [
    `tiles of ${pixels(size)} with overlap ${pixels(overlap)}`,
    `merged by ${by === 'nms' ? 'NMS' : 'weighted fusion'} above IoU ${String(iou)}${within ? ', within tiles too' : ''}`,
    cut === 'covered' ? 'parts cut by a tile go where another tile has the whole' : 'parts cut by a tile are kept',
    most === null ? 'no limit on the detections of an image' : `at most ${String(most)} detections an image`,
  ].join('; ')
