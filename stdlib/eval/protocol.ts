/** Objects whose area in px² lies within both bounds, inclusive: one of exactly 64 px² is very tiny and tiny. */
export interface AreaRange {
  readonly name: string
  readonly least: number
  readonly most: number
}

/** What a benchmark measures, as data. AP: average precision, AR: average recall, LRP: localisation recall precision error. */
export interface Protocol {
  readonly name: string
  /** Intersection over union from which a detection can be right; ascending. */
  readonly thresholds: readonly number[]
  /** Every area: what AP, AR and oLRP without a suffix are measured on. */
  readonly all: AreaRange
  /** The others, whose names are the suffixes of their metrics. */
  readonly areas: readonly AreaRange[]
  /** How many detections an image and class may have, best scores first; ascending. AP uses the last. */
  readonly maxDets: readonly [number, ...number[]]
  /** Whether oLRP and its parts are measured, at the first threshold. */
  readonly olrp: boolean
}

/** `count` numbers from `first` to `last`, bit for bit NumPy's `linspace`: .9 there is 0.8999999999999999. */
const linspace = (first: number, last: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? last : first + i * ((last - first) / (count - 1))))

/** Recall levels at which the precision is read: 0, .01, … 1. */
export const RECALLS = linspace(0, 1, 101)

const LARGEST = 1e5 ** 2
const area = (name: string, from: number, to: number): AreaRange => ({ name, least: from ** 2, most: to ** 2 })
const all: AreaRange = { name: 'all', least: 0, most: LARGEST }

/** COCO's protocol for boxes (pycocotools 2.0): IoU .5:.05:.95; small to 32², medium to 96², large; 1, 10, 100 detections. */
export const coco: Protocol = {
  name: 'coco',
  thresholds: linspace(0.5, 0.95, 10),
  all,
  areas: [area('s', 0, 32), area('m', 32, 96), area('l', 96, 1e5)],
  maxDets: [1, 10, 100],
  olrp: false,
}

/** AI-TOD's (cocoapi-aitod): very tiny to 8², tiny to 16², small to 32², medium above; 1, 100, 1500 detections; oLRP. */
export const aitod: Protocol = {
  name: 'aitod',
  thresholds: coco.thresholds,
  all,
  areas: [area('vt', 0, 8), area('t', 8, 16), area('s', 16, 32), area('m', 32, 1e5)],
  maxDets: [1, 100, 1500],
  olrp: true,
}

/** The protocols that have a name on the command line. */
export const protocols = { coco, aitod } as const

/**
 * The protocol with other limits on the detections an image and class, in any order. AR's keys follow them.
 *
 * @example withMaxDets([1, 100, 300])(aitod).maxDets // => [1, 100, 300]
 */
export const withMaxDets =
  (maxDets: Protocol['maxDets']) =>
  (protocol: Protocol): Protocol => {
    const [first, ...rest] = [...maxDets].sort((a, b) => a - b)
    return { ...protocol, maxDets: [first ?? maxDets[0], ...rest] }
  }

/** Whether an area in px² is in the range, bounds included. */
export const inRange = (range: AreaRange, px2: number): boolean => px2 >= range.least && px2 <= range.most
