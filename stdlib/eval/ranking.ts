import { entry } from './entry.ts'
import type { Matches } from './match.ts'
import type { Scene } from './scene.ts'

/** The detections of one category, all images together, best score first. */
export interface Ranking {
  readonly length: number
  /** Place of each, among all detections of the category in the order of scenes. */
  readonly place: Int32Array
  /** Rank of each within its scene, from 0. */
  readonly rank: Int32Array
}

/** Sorts by score; equal scores keep the order of scenes (pycocotools' merge sort). */
export const ranking = (scenes: readonly Scene[]): Ranking => {
  const score = Float64Array.from(scenes.flatMap((s) => s.detections.map((d) => d.score)))
  const within = Int32Array.from(scenes.flatMap((s) => s.detections.map((_, rank) => rank)))
  const place = Int32Array.from(score, (_, i) => i).sort((a, b) => entry(score, b) - entry(score, a) || a - b)
  return { length: place.length, place, rank: place.map((p) => entry(within, p)) }
}

/** The outcomes of a category at one area range, in the order of a ranking. */
export interface Ranked {
  readonly positives: number
  /** [thresholds], each [detections]. */
  readonly outcomes: readonly Uint8Array[]
  /** Overlap with the target at the first threshold. */
  readonly overlap: Float64Array
}

/** Puts the matches of all scenes in order and keeps the detections whose rank in their scene is below `most`. */
export const ranked = (order: Ranking, matches: readonly Matches[], thresholds: number, most: number): Ranked => {
  const kept = order.place.filter((_, i) => entry(order.rank, i) < most)
  const overlap = new Float64Array(order.length)
  const outcomes = Array.from({ length: thresholds }, () => new Uint8Array(order.length))
  matches.reduce((offset, m) => {
    const count = m.overlap.length
    overlap.set(m.overlap, offset)
    outcomes.forEach((row, t) => row.set(m.outcome.subarray(t * count, (t + 1) * count), offset))
    return offset + count
  }, 0)
  return {
    positives: matches.reduce((n, m) => n + m.positives, 0),
    outcomes: outcomes.map((row) => gather(row, kept, new Uint8Array(kept.length))),
    overlap: gather(overlap, kept, new Float64Array(kept.length)),
  }
}

/** The entries at these places. A loop, because `from` walks typed arrays by their iterator: ten times slower. */
const gather = <A extends Uint8Array | Float64Array>(from: A, places: Int32Array, into: A): A => {
  for (let i = 0; i < places.length; i++) into[i] = entry(from, entry(places, i))
  return into
}
