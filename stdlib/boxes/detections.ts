import { type Box, type Extent, clip } from './box.ts'
import type { Points } from './grid.ts'
import { byScore, nms } from './nms.ts'

/** What the head says about one level of one image, row by row. */
export interface LevelOutput extends Points {
  /** Class logits; [height · width · classes]. */
  readonly classes: ArrayLike<number>
  /** Distances l, t, r, b in pixels, not negative; [height · width · 4]. */
  readonly sides: ArrayLike<number>
  /** Centerness logits; [height · width]. */
  readonly centerness: ArrayLike<number>
}

/** How outputs become detections. torchvision's FCOS: root, .2 (.05 for AP), 1000, .6, 100. */
export interface DetectionOptions {
  /**
   * `root`: √(σ(class) · σ(centerness)) is compared with the threshold and ranks candidates (torchvision). `product`: σ(class) alone is, and
   * what is left scores σ(class) · σ(centerness) (mmdetection from 2.23 on).
   */
  readonly score: 'root' | 'product'
  /** What is compared is above this. */
  readonly scoreThreshold: number
  /** (point, class) pairs that a level may propose, the best of it. */
  readonly candidates: number
  /** IoU above which a worse box of the same class is removed. */
  readonly nms: number
  /** Detections of one image, at most. */
  readonly maxDetections: number
}

/** A box that was found, in pixels of the network's input. */
export interface Detection {
  readonly box: Box
  readonly score: number
  readonly label: number
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

const at = (array: ArrayLike<number>, i: number): number => {
  const v = array[i]
  if (v === undefined) throw new Error(`internal: value ${i} of ${array.length}`)
  return v
}

/** The box about point number `point` of a level. */
const decode = ({ stride, width, offset, sides }: LevelOutput, point: number): Box => {
  const x = ((point % width) + offset) * stride
  const y = (Math.floor(point / width) + offset) * stride
  const side = (k: number): number => at(sides, 4 * point + k)
  return [x - side(0), y - side(1), x + side(2), y + side(3)]
}

/** The best (point, class) pairs of a level, as one number each: point · classes + class. Only those above the threshold are ever sorted. */
const propose = (
  level: LevelOutput,
  { score: rule, scoreThreshold, candidates }: DetectionOptions,
  image: Extent,
): readonly Detection[] => {
  const points = level.height * level.width
  const classes = level.classes.length / Math.max(1, points)
  const pairs: number[] = []
  const ranks: number[] = []
  const centred = (point: number): number => sigmoid(at(level.centerness, point))
  for (let point = 0; point < points; point++) {
    const factor = rule === 'root' ? centred(point) : 1
    for (let pair = point * classes; pair < (point + 1) * classes; pair++) {
      const own = sigmoid(at(level.classes, pair))
      const rank = rule === 'root' ? Math.sqrt(own * factor) : own
      if (!(rank > scoreThreshold)) continue
      pairs.push(pair)
      ranks.push(rank)
    }
  }
  return byScore(ranks)
    .slice(0, candidates)
    .map((i) => {
      const pair = at(pairs, i)
      const point = Math.floor(pair / classes)
      const score = rule === 'root' ? at(ranks, i) : at(ranks, i) * centred(point)
      return { box: clip(image)(decode(level, point)), score, label: pair % classes }
    })
}

/**
 * FCOS's detections in one image, best first.
 *
 * The score of a class at a point is as `options.score` says. Each level proposes its best pairs above the threshold; their boxes are
 * clipped to the image, NMS removes doubles within each class over all levels, and the best that are left are the answer. Equal scores
 * keep the order of levels, points and classes (torchvision leaves it open). Scores that are not numbers are no detections.
 */
export const detections = (levels: readonly LevelOutput[], image: Extent, options: DetectionOptions): readonly Detection[] => {
  const proposed = levels.flatMap((level) => propose(level, options, image))
  const kept = nms(
    options.nms,
    options.maxDetections,
  )({ boxes: proposed.map((d) => d.box), scores: proposed.map((d) => d.score), labels: proposed.map((d) => d.label) })
  return kept.flatMap((i) => proposed[i] ?? [])
}
