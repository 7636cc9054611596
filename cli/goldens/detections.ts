import type { Detection } from '../../stdlib/boxes/detections.ts'
import type { Box } from '../../stdlib/boxes/box.ts'

/** The goldens' detections of an image, best first. */
export interface GoldenDetections {
  readonly boxes: readonly Box[]
  readonly scores: ArrayLike<number>
  readonly labels: ArrayLike<number>
}

/** Errors of an image's detections: pixels, scores, and how many labels differ. */
export interface DetectionErrors {
  readonly boxes: number
  readonly scores: number
  readonly labels: number
}

/** Scores nearer than this may stand in any order. */
const tie = 1e-5

const apart = (a: Box, b: Box): number => Math.max(...a.map((v, k) => Math.abs(v - (b[k] ?? NaN))))

/**
 * The place among ours of each golden detection, one to one: any whose score (ours) is closer than 1e-5 to that of its own place,
 * the one of least cost. Ours go on behind the limit, since a tie may lie across it.
 */
const assign = (ours: readonly Detection[], n: number, cost: (i: number, d: Detection) => number): readonly Detection[] => {
  const taken = new Set<Detection>()
  return Array.from({ length: n }, (_, i) => {
    const own = ours[i]
    if (own === undefined) throw new Error('internal: there is one of ours for each of theirs')
    const tied = ours.filter((d) => !taken.has(d) && (d === own || Math.abs(d.score - own.score) < tie))
    const best = tied.reduce((a, b) => (cost(i, b) < cost(i, a) ? b : a), tied[0] ?? own)
    taken.add(best)
    return best
  })
}

/**
 * How far our detections of an image are from the goldens', up to the order among scores closer than 1e-5. Ours are all that are left after
 * suppression, best first; `limit` of them count. Each of the three errors rests on its own golden tensor, so that a wrong one does not
 * spoil the others; labels are compared box by box where the boxes agree within `nearby` pixels.
 */
export const detectionErrors = (ours: readonly Detection[], limit: number, theirs: GoldenDetections, nearby: number): DetectionErrors => {
  const n = theirs.boxes.length
  if (n !== Math.min(limit, ours.length)) return { boxes: Infinity, scores: Infinity, labels: Infinity }
  const differs = (i: number, d: Detection): number => (d.label === theirs.labels[i] ? 0 : 1)
  const distance = (i: number, d: Detection): number => apart(d.box, theirs.boxes[i] ?? [NaN, NaN, NaN, NaN])
  // Two classes may share a box: of equally near ones the right class is meant.
  const byBox = assign(ours, n, (i, d) => distance(i, d) + nearby * differs(i, d))
  const boxes = Math.max(0, ...byBox.map((d, i) => distance(i, d)))
  const byLabel = boxes <= nearby ? byBox : assign(ours, n, differs)
  return {
    boxes,
    scores: Math.max(0, ...ours.slice(0, n).map((d, i) => Math.abs(d.score - (theirs.scores[i] ?? NaN)))),
    labels: byLabel.reduce((wrong, d, i) => wrong + differs(i, d), 0),
  }
}
