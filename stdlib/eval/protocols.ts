import type { AreaRange, Protocol } from './protocol.ts'

/** `count` numbers from `first` to `last`, bit for bit NumPy's `linspace`: .9 there is 0.8999999999999999. */
export const linspace = (first: number, last: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? last : first + i * ((last - first) / (count - 1))))

const LARGEST = 1e5 ** 2
const area = (name: string, from: number, to: number): AreaRange => ({ name, least: from ** 2, most: to ** 2 })
const all: AreaRange = { name: 'all', least: 0, most: LARGEST }
const unbounded: AreaRange = { name: 'all', least: 0, most: Infinity }

/** COCO's protocol for boxes (pycocotools 2.0): IoU .5:.05:.95; small to 32², medium to 96², large; 1, 10, 100 detections. */
export const coco: Protocol = {
  name: 'coco',
  thresholds: linspace(0.5, 0.95, 10),
  all,
  areas: [area('s', 0, 32), area('m', 32, 96), area('l', 96, 1e5)],
  maxDets: [1, 10, 100],
  limit: 'class',
  matching: 'coco',
  boxes: 'continuous',
  reach: 'from',
  average: ['101 points'],
  mean: 'classes',
  positives: 'counted',
  regions: 'kept',
  ignores: 'crowds',
  dense: 'kept',
  without: [],
  report: 'coco',
  olrp: false,
}

/** AI-TOD's (cocoapi-aitod): very tiny to 8², tiny to 16², small to 32², medium above; 1, 100, 1500 detections; oLRP. */
export const aitod: Protocol = {
  ...coco,
  name: 'aitod',
  areas: [area('vt', 0, 8), area('t', 8, 16), area('s', 16, 32), area('m', 32, 1e5)],
  maxDets: [1, 100, 1500],
  olrp: true,
}

/**
 * VisDrone's (the DET toolkit of 2018, its last version): boxes by half or more in ignored regions are dropped; of each image the first 1, 10, 100
 * or 500 detections of the file, all classes together; COCO's thresholds; the area under the curve.
 *
 * Differs from the toolkit: the mean is over classes, not over images of classes, and targets of score 0 are no part of recall's whole.
 * `visdroneAsReleased` has both as they are.
 */
export const visdrone: Protocol = {
  ...coco,
  name: 'visdrone',
  all: unbounded,
  areas: [],
  maxDets: [1, 10, 100, 500],
  limit: 'image',
  matching: 'visdrone',
  average: ['every point'],
  regions: 'dropped',
  ignores: 'marked',
  without: ['others'],
}

/** The toolkit's numbers: a class counts once for each image that it is in, and recall counts targets of score 0 too. */
export const visdroneAsReleased: Protocol = { ...visdrone, mean: 'images', positives: 'all' }

/**
 * Pascal VOC's: IoU .5, VOC2007's 11 points and the area under the curve since 2010. Boxes are extents, from the edge of the first pixel to that of the
 * last, as the reader of VOC's XML gives them; so the devkit's `+ 1` is in them. With `boxes: 'pixels'` they end with their last pixel.
 *
 * Differs from the devkit: equal scores keep the order of images, and a class without targets is left out of the mean.
 */
export const voc: Protocol = {
  ...coco,
  name: 'voc',
  thresholds: [0.5],
  all: unbounded,
  areas: [],
  maxDets: [Infinity],
  matching: 'voc',
  average: ['11 points', 'every point'],
  ignores: 'marked',
  report: 'voc',
}

/**
 * DOTA's Task 2 (horizontal boxes), after tiles are merged: as VOC, but boxes end with their last pixel, and an overlap must exceed the threshold
 * (DOTA_devkit, `dota_evaluation_task2.py`).
 *
 * Differs from the devkit: coordinates are not cut to whole numbers.
 */
export const dota: Protocol = { ...voc, name: 'dota', boxes: 'pixels', reach: 'above' }

/**
 * TinyPerson's (TinyBenchmark): IoU .25, .5, .75; sizes from 1 px on; 200 detections; ignored and uncertain objects, and those out of a size, excuse a
 * detection by intersection over the detection's area.
 *
 * Differs from the reference: that area is computed directly; there from the IoU and the annotation's own area, which agree where that is w · h.
 */
export const tinyperson: Protocol = {
  ...coco,
  name: 'tinyperson',
  thresholds: [0.25, 0.5, 0.75],
  all: area('all', 1, 1e5),
  areas: [
    area('tiny', 1, 20),
    area('tiny1', 1, 8),
    area('tiny2', 8, 12),
    area('tiny3', 12, 20),
    area('small', 20, 32),
    area('reasonable', 32, 1e5),
  ],
  maxDets: [200],
  matching: 'tinyperson',
  ignores: 'marked',
  dense: 'dropped',
  report: 'tinyperson',
}

/** The protocols that have a name on the command line. */
export const protocols = { coco, aitod, visdrone, dota, tinyperson, voc } as const

/**
 * The protocol with other limits on the detections, in any order. AR's keys follow them.
 *
 * @example withMaxDets([1, 100, 300])(aitod).maxDets // => [1, 100, 300]
 */
export const withMaxDets =
  (maxDets: Protocol['maxDets']) =>
  (protocol: Protocol): Protocol => {
    const [first, ...rest] = [...maxDets].sort((a, b) => a - b)
    return { ...protocol, maxDets: [first ?? maxDets[0], ...rest] }
  }

/** COCO's AP with AI-TOD's sizes on each tile of DOTA, nothing merged: what papers on tiny objects report of DOTA (RFLA's configuration). */
export const dotaPerTile: Protocol = { ...aitod, name: 'dota, per tile' }
