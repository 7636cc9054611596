import type { Experiment } from '../../../graphs/experiment/codec.ts'
import type { Options } from './options.ts'

type Tiles = Extract<Experiment['tiles'], object>

/** The last tiles reach over the border, and objects are cut. */
const small: Tiles = {
  size: { width: 16, height: 16 },
  overlap: { width: 4, height: 4 },
  border: 'over',
  fill: [124, 116, 104],
  rate: 0,
  kept: { share: 2 / 3, atShare: 'kept', below: 'dropped', least: 0 },
  merge: { by: 'nms', iou: 0.5, within: false, cut: 'covered', most: null },
  empty: 'background',
  measure: 'tiles',
}
/** Two tiles in an image. */
const twoTiles: Tiles = { ...small, size: { width: 32, height: 32 }, overlap: { width: 16, height: 16 } }

/** The options of tiles, on an experiment of files. */
export const tileOptions = (files: Experiment): readonly Options[] => [
  {
    name: 'tiles',
    of: { ...files, tiles: small },
    by: 'split',
    values: {
      tiles: 'tinyperson',
      'tiles.size.width': 20,
      'tiles.size.height': 20,
      'tiles.overlap.width': 8,
      'tiles.overlap.height': 8,
      'tiles.border': 'flush',
      'tiles.fill': null,
      'tiles.rate': 0.8,
      'tiles.kept.share': 0.5,
      'tiles.kept.atShare': 'below',
      'tiles.kept.below': 'ignored',
      'tiles.kept.least': 11,
      'tiles.empty': 'drop',
      'tiles.measure': 'images',
    },
  },
  {
    name: 'tiles',
    of: { ...files, tiles: twoTiles },
    by: 'merged',
    values: {
      'tiles.merge.by': 'fusion',
      'tiles.merge.iou': 0.9,
      'tiles.merge.within': true,
      'tiles.merge.cut': 'kept',
      'tiles.merge.most': 1,
    },
  },
]
