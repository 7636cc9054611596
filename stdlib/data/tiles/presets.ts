import type { Colour, Tiling } from './tiling.ts'
import { type PartRule, bboxToolkit } from './keeping.ts'
import { type Merging, merging } from './merging.ts'

/** How a benchmark's images are cut, what is kept of its objects, and how detections are merged. */
export interface TilePreset {
  readonly tiling: Tiling
  readonly keeping: PartRule
  readonly merging: Merging
}

const square = (side: number): Tiling['size'] => ({ width: side, height: side })

/** BboxToolkit's: BGR 104, 116, 124. */
const grey: Colour = [124, 116, 104]

const asTools: Pick<Merging, 'by' | 'within' | 'cut' | 'most'> = { by: 'nms', within: true, cut: 'kept', most: null }

/**
 * The settings of benchmarks.
 *
 * - `dota`: BboxToolkit's 1024, gap 200, and the merge of DOTA's devkit for horizontal boxes, NMS .3.
 * - `tinyperson`, `seaperson`: tiles of 640×512 and 640×640 with overlap 100 (PointTinyBenchmark), merged by NMS .5; of SeaPerson, parts of at
 *   least 2 pixels. The kept part is not stated there: BboxToolkit's rule is taken.
 * - `aitod`: AI-TOD's images are tiles already, of 800 with overlap 200, as its makers cut xView; these are the numbers for other images. Kept part and
 *   merge are ours.
 */
export const tilePresets = {
  dota: {
    tiling: { size: square(1024), overlap: square(200), border: 'flush', fill: grey, rate: 0.6 },
    keeping: bboxToolkit,
    merging: { ...asTools, iou: 0.3 },
  },
  tinyperson: {
    tiling: { size: { width: 640, height: 512 }, overlap: square(100), border: 'flush', fill: [0, 0, 0], rate: 0 },
    keeping: bboxToolkit,
    merging: { ...asTools, iou: 0.5 },
  },
  seaperson: {
    tiling: { size: square(640), overlap: square(100), border: 'flush', fill: [0, 0, 0], rate: 0 },
    keeping: { ...bboxToolkit, least: 2 },
    merging: { ...asTools, iou: 0.5 },
  },
  aitod: {
    tiling: { size: square(800), overlap: square(200), border: 'flush', fill: [0, 0, 0], rate: 0 },
    keeping: bboxToolkit,
    merging,
  },
} as const satisfies Readonly<Record<string, TilePreset>>

export type TilePresetName = keyof typeof tilePresets
