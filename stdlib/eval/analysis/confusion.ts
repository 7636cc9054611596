import type { Comparison } from '../comparison.ts'
import { overlapOf } from '../overlap.ts'
import type { Counted } from './by-image.ts'

/** Which detections are looked at, and when one is in place. */
export interface ConfusionOptions {
  readonly score: number
  readonly overlap: number
}

/** As mmdetection's tool: detections from score .3 on, in place from IoU .5 on. */
export const confusionDefaults: ConfusionOptions = { score: 0.3, overlap: 0.5 }

/** counts[r · (classes + 1) + c]: targets of class r that were found as class c. The last row and column are the background. */
export interface Confusion extends ConfusionOptions {
  readonly classes: number
  readonly counts: Int32Array
}

/**
 * What targets are taken for. Detections of an image with `score` or more, best first, take the free target of any class that they overlap
 * most, and at least by `overlap`; of equal overlaps the first. What takes none is a false alarm (row of the background), unless more than
 * `overlap` of it lies in an ignored target of its class; targets that are not taken are missed (column of the background).
 *
 * Differs from Ultralytics', which pairs by overlap, and mmdetection's, where a detection counts for every target that it overlaps.
 *
 * @example rate(confusion(comparison, counted(coco)(comparison), confusionDefaults), 0, 0)
 */
export const confusion = (comparison: Comparison, counted: Counted, options: ConfusionOptions): Confusion => {
  const { images, categories, targets, found } = comparison
  const size = categories.length + 1
  const counts = new Int32Array(size * size)
  const add = (actual: number, said: number): void => {
    counts[actual * size + said] = (counts[actual * size + said] ?? 0) + 1
  }
  for (let i = 0; i < images.length; i++) {
    const rows = counted.targets(i)
    const free = new Set(rows.filter((t) => targets.ignored[t] !== 1))
    for (const d of counted.found(i)) {
      if ((found.score[d] ?? 0) < options.score) continue
      let [taken, most] = [-1, 0]
      for (const t of free) {
        const overlap = overlapOf(found, d, targets, t, false)
        if (overlap >= options.overlap && overlap > most) [taken, most] = [t, overlap]
      }
      const said = found.category[d] ?? 0
      free.delete(taken)
      if (taken >= 0) add(targets.category[taken] ?? 0, said)
      else if (!excused(comparison, rows, d, options.overlap)) add(categories.length, said)
    }
    for (const t of free) add(targets.category[t] ?? 0, categories.length)
  }
  return { ...options, classes: categories.length, counts }
}

const excused = ({ targets, found }: Comparison, rows: Int32Array, d: number, most: number): boolean =>
  rows.some((t) => targets.ignored[t] === 1 && targets.category[t] === found.category[d] && overlapOf(found, d, targets, t, true) > most)

/** The part of a row's targets, or of the false alarms, that was found as this class; NaN of an empty row. */
export const rate = ({ classes, counts }: Confusion, actual: number, said: number): number => {
  const row = counts.subarray(actual * (classes + 1), (actual + 1) * (classes + 1))
  return (row[said] ?? 0) / row.reduce((a, b) => a + b, 0)
}
