/** Objects whose area in px² lies within both bounds, inclusive: one of exactly 64 px² is very tiny and tiny. */
export interface AreaRange {
  readonly name: string
  readonly least: number
  readonly most: number
}

/** How a precision-recall curve becomes one number: its best precision at 101 or 11 recalls, or the area under it. */
export type Points = '101 points' | '11 points' | 'every point'

/**
 * How a detection, best score first, gets a target of its image and class.
 *
 * - `coco`: the free target of most overlap, one that counts before one that is ignored; a crowd takes many.
 * - `visdrone`: as `coco`, but every ignored target takes many, by intersection over the detection's area.
 * - `tinyperson`: as `coco`; what is left without is ignored where an ignored target covers enough of the detection.
 * - `voc`: the target of most overlap, free or not; where it is taken, the detection is wrong.
 */
export type Matching = 'coco' | 'visdrone' | 'tinyperson' | 'voc'

/** What a benchmark measures, as data. AP: average precision, AR: average recall, LRP: localisation recall precision error. */
export interface Protocol {
  readonly name: string
  /** Intersection over union from which a detection can be right; ascending. */
  readonly thresholds: readonly number[]
  /** Every area: what AP, AR and oLRP without a suffix are measured on. */
  readonly all: AreaRange
  /** The others, whose names are the suffixes of their metrics. */
  readonly areas: readonly AreaRange[]
  /** How many detections are measured, ascending; `limit` says of what. AP uses the last. Infinity where there is no limit. */
  readonly maxDets: readonly [number, ...number[]]
  /** `class`: of an image and class, best scores first. `image`: of an image, all classes together, in the order of the file. */
  readonly limit: 'class' | 'image'
  readonly matching: Matching
  /** `pixels`: boxes end with their last pixel, so that widths and heights are larger by one (VOC, DOTA). */
  readonly boxes: 'continuous' | 'pixels'
  /** Whether an overlap of exactly the threshold is enough. */
  readonly reach: 'from' | 'above'
  /** The averages that are told of each curve. */
  readonly average: readonly [Points, ...Points[]]
  /** `images`: a class counts once for each image that it is in (VisDrone's toolkit as released). */
  readonly mean: 'classes' | 'images'
  /** What recall is a part of; `all` counts ignored targets too (VisDrone's toolkit as released). */
  readonly positives: 'counted' | 'all'
  /** Whether targets and detections that lie by half or more in regions of no class are left out. */
  readonly regions: 'kept' | 'dropped'
  /** What is ignored: crowds alone, or also what the format marks as doubtful. */
  readonly ignores: 'crowds' | 'marked'
  /** Whether images that TinyPerson calls dense are left out. */
  readonly dense: 'kept' | 'dropped'
  /** Names of classes that are not measured, though annotated and found. */
  readonly without: readonly string[]
  /** Names and order of the metrics. */
  readonly report: 'coco' | 'tinyperson' | 'voc'
  /** Whether oLRP and its parts are measured, at the first threshold. */
  readonly olrp: boolean
}

/** The largest of `maxDets`. */
export const lastLimit = ({ maxDets }: Protocol): number => Math.max(...maxDets)

/** Whether an area in px² is in the range, bounds included. */
export const inRange = (range: AreaRange, px2: number): boolean => px2 >= range.least && px2 <= range.most

/** VisDrone's category of ignored regions. */
const REGIONS = 0

/**
 * Categories of detections that a ground truth need not list: where regions are dropped, detections that say to be one take places among an image's and
 * are measured nowhere.
 */
export const unlisted = ({ regions }: Protocol): readonly number[] => (regions === 'dropped' ? [REGIONS] : [])
