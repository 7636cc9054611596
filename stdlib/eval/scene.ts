import type { Comparison } from './comparison.ts'
import { byKey, byScore, rowsOf, startsOf } from './order.ts'
import { lastLimit, type Protocol } from './protocol.ts'
import { dropped } from './regions.ts'

/**
 * One category of a comparison. A scene is what one image has of it: targets in the order of the file, detections with the best scores first. Scenes are
 * by ascending image; images with neither are left out. Scene s has `target` from targetStart[s] to targetStart[s + 1], and `found` likewise.
 */
export interface CategoryScenes {
  /** Positions in the comparison's lists. */
  readonly category: number
  readonly image: Int32Array
  readonly targetStart: Int32Array
  readonly foundStart: Int32Array
  /** Rows of the comparison's targets. */
  readonly target: Int32Array
  /** Rows of the comparison's detections: those within the limit. */
  readonly found: Int32Array
  /** Of each of `found`: its place in its scene, from 0. */
  readonly rank: Int32Array
  /** Places in `found`, best score first over all images; equal scores by image, then in the order of the file (pycocotools' merge sort). */
  readonly order: Int32Array
}

/** Groups what an evaluation compares, with at most `limit` detections of what the protocol limits. One entry a category, in their order. */
export const scenesOf =
  (protocol: Protocol, limit: number = lastLimit(protocol)) =>
  (comparison: Comparison): readonly CategoryScenes[] => {
    const { targets, found, images, categories } = comparison
    const out = dropped(protocol)(comparison)
    const targetRows = kept(rowsOf(targets.count), out.targets)
    const foundRows = limited(protocol, limit, kept(rowsOf(found.count), out.found), comparison)

    const targetsByImage = byKey(targetRows, targets.image, images.length)
    const target = byKey(targetsByImage, targets.category, categories.length)
    const targetBounds = startsOf(target, targets.category, categories.length)
    const best = byScore(foundRows, found.score)
    const all = byKey(byKey(best, found.image, images.length), found.category, categories.length)
    const ranks = ranksOf(all, comparison)
    const most = protocol.limit === 'class' ? limit : Infinity
    const within = all.filter((_, i) => (ranks[i] ?? 0) < most)
    const rank = ranks.filter((r) => r < most)
    const bounds = startsOf(within, found.category, categories.length)
    const place = new Int32Array(found.count).fill(-1)
    for (let i = 0; i < within.length; i++) place[within[i] ?? 0] = i
    const ranked = byKey(byScore(byKey(foundRows, found.image, images.length), found.score), found.category, categories.length)
    const order = ranked.map((row) => place[row] ?? -1).filter((p) => p >= 0)

    return categories.map((_, category): CategoryScenes => {
      const [t0, t1] = [targetBounds[category] ?? 0, targetBounds[category + 1] ?? 0]
      const [f0, f1] = [bounds[category] ?? 0, bounds[category + 1] ?? 0]
      const own = { target: target.subarray(t0, t1), found: within.subarray(f0, f1) }
      return {
        category,
        ...own,
        ...scenes(own.target, targets.image, own.found, found.image),
        rank: rank.subarray(f0, f1),
        order: order.subarray(f0, f1).map((p) => p - f0),
      }
    })
  }

const kept = (rows: Int32Array, out: Uint8Array | null): Int32Array => (out === null ? rows : rows.filter((row) => (out[row] ?? 0) === 0))

/** Where the limit is one of images: their first detections in the order of the file. */
const limited = ({ limit }: Protocol, most: number, rows: Int32Array, { found, images }: Comparison): Int32Array => {
  if (limit === 'class') return rows
  const seen = new Int32Array(images.length)
  return rows.filter((row) => {
    const image = found.image[row] ?? 0
    const before = seen[image] ?? 0
    seen[image] = before + 1
    return before < most
  })
}

/** The place of each row among those of its image and category, rows being sorted by them. */
const ranksOf = (rows: Int32Array, { found }: Comparison): Int32Array => {
  const rank = new Int32Array(rows.length)
  for (let i = 1; i < rows.length; i++) {
    const [row, before] = [rows[i] ?? 0, rows[i - 1] ?? 0]
    if (found.image[row] === found.image[before] && found.category[row] === found.category[before]) rank[i] = (rank[i - 1] ?? 0) + 1
  }
  return rank
}

/** Walks the images of targets and of detections, both ascending, at once. */
const scenes = (
  target: Int32Array,
  targetImage: Int32Array,
  found: Int32Array,
  foundImage: Int32Array,
): Pick<CategoryScenes, 'image' | 'targetStart' | 'foundStart'> => {
  const image: number[] = []
  const targetStart = [0]
  const foundStart = [0]
  let t = 0
  let f = 0
  while (t < target.length || f < found.length) {
    const nextTarget = t < target.length ? (targetImage[target[t] ?? 0] ?? 0) : Infinity
    const nextFound = f < found.length ? (foundImage[found[f] ?? 0] ?? 0) : Infinity
    const next = Math.min(nextTarget, nextFound)
    while (t < target.length && targetImage[target[t] ?? 0] === next) t++
    while (f < found.length && foundImage[found[f] ?? 0] === next) f++
    image.push(next)
    targetStart.push(t)
    foundStart.push(f)
  }
  return { image: new Int32Array(image), targetStart: new Int32Array(targetStart), foundStart: new Int32Array(foundStart) }
}
