import type { Comparison } from '../comparison.ts'
import { byKey, byScore, startsOf } from '../order.ts'
import type { Protocol } from '../protocol.ts'
import { scenesOf } from '../scene.ts'

/** Rows of a table by image, those of each image together. */
export type RowsByImage = (image: number) => Int32Array

/** What a protocol looks at: without what is beyond its limit on detections, or in regions that it drops. */
export interface Counted {
  /** In the order of the file. */
  readonly targets: RowsByImage
  /** Best score first; equal scores in the order of the file. */
  readonly found: RowsByImage
  /** Every counted detection, best score first; equal scores by image. */
  readonly ranked: Int32Array
}

/** @example counted(coco)(comparison).found(0) */
export const counted =
  (protocol: Protocol) =>
  (comparison: Comparison): Counted => {
    const { images, targets, found } = comparison
    const scenes = scenesOf(protocol)(comparison)
    const isIn = (count: number, lists: readonly Int32Array[]): Int32Array => {
      const kept = new Uint8Array(count)
      for (const list of lists) for (const row of list) kept[row] = 1
      return Int32Array.from({ length: count }, (_, row) => row).filter((row) => kept[row] === 1)
    }
    const targetRows = isIn(
      targets.count,
      scenes.map((s) => s.target),
    )
    const foundRows = isIn(
      found.count,
      scenes.map((s) => s.found),
    )
    const ranked = byScore(byKey(foundRows, found.image, images.length), found.score)
    return {
      targets: rowsByImage(byKey(targetRows, targets.image, images.length), startsOf(targetRows, targets.image, images.length)),
      found: rowsByImage(byKey(ranked, found.image, images.length), startsOf(ranked, found.image, images.length)),
      ranked,
    }
  }

const rowsByImage =
  (rows: Int32Array, start: Int32Array): RowsByImage =>
  (image) =>
    rows.subarray(start[image], start[image + 1])

/** The same with the detections of at least this score alone. */
export const fromScore = ({ targets, found, ranked }: Counted, scores: Float64Array, score: number): Counted => {
  const isAbove = (row: number): boolean => (scores[row] ?? 0) >= score
  return { targets, found: (image) => found(image).filter(isAbove), ranked: ranked.filter(isAbove) }
}
