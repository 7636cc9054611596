import { entry } from '../entry.ts'
import type { Boxes, Found } from '../comparison.ts'

/** Rows of a table by image: those of image i are row[start[i]] … row[start[i + 1] - 1]. */
export interface RowsByImage {
  readonly start: Int32Array
  readonly row: Int32Array
}

/** Rows in the order of the file. @example rowsByImage({ count: 2, image: Int32Array.of(1, 0) }, 2).row // => Int32Array [1, 0] */
export const rowsByImage = ({ count, image }: Pick<Boxes, 'count' | 'image'>, images: number): RowsByImage => {
  const start = new Int32Array(images + 1)
  for (let i = 0; i < count; i++) start[entry(image, i) + 1] = entry(start, entry(image, i) + 1) + 1
  for (let i = 0; i < images; i++) start[i + 1] = entry(start, i + 1) + entry(start, i)
  const next = start.slice()
  const row = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const place = entry(next, entry(image, i))
    row[place] = i
    next[entry(image, i)] = place + 1
  }
  return { start, row }
}

/** Detections by image, best score first (equal scores in the order of the file), of each class no more than `most`. */
export const bestByImage = (found: Found, images: number, categories: number, most: number): RowsByImage => {
  const all = rowsByImage(found, images)
  const start = new Int32Array(images + 1)
  const row = new Int32Array(found.count)
  let kept = 0
  for (let i = 0; i < images; i++) {
    const sorted = all.row.slice(entry(all.start, i), entry(all.start, i + 1))
    sorted.sort((a, b) => entry(found.score, b) - entry(found.score, a) || a - b)
    const counts = new Int32Array(categories)
    for (const d of sorted) {
      const c = entry(found.category, d)
      if (entry(counts, c) >= most) continue
      counts[c] = entry(counts, c) + 1
      row[kept++] = d
    }
    start[i + 1] = kept
  }
  return { start, row: row.slice(0, kept) }
}
