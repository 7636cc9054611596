import type { Boxes, Comparison } from './comparison.ts'
import type { Protocol } from './protocol.ts'

/** Which rows are left out, 1 each; null where none is. */
export interface Dropped {
  readonly targets: Uint8Array | null
  readonly found: Uint8Array | null
}

/**
 * What lies by half or more in regions of no class, where the protocol drops that (VisDrone's toolkit, `dropObjectsInIgr.m`).
 *
 * The toolkit's rounding, in pixels counted from 1: a region covers the pixels from its left to its left + width, both included, and so down; of a box,
 * rounded, those from left + 1 to left + width are looked at; its area is width · height even where the border cuts it.
 */
export const dropped =
  ({ regions: rule }: Protocol) =>
  (comparison: Comparison): Dropped => {
    const { regions, targets, found } = comparison
    if (rule === 'kept' || regions === undefined || regions.count === 0) return { targets: null, found: null }
    const byImage = new Map<number, Rectangle[]>()
    for (let i = 0; i < regions.count; i++) {
      const image = regions.image[i] ?? 0
      const [x, y, w, h] = numbers(regions, i)
      const { right, bottom } = extent(comparison, image)
      byImage.set(image, [...(byImage.get(image) ?? []), [x, y, Math.min(right, x + w), Math.min(bottom, y + h)]])
    }
    const out = (boxes: Boxes): Uint8Array => {
      const rows = new Uint8Array(boxes.count)
      for (let i = 0; i < boxes.count; i++) {
        const image = boxes.image[i] ?? 0
        const within = byImage.get(image)
        if (within !== undefined && share(numbers(boxes, i), within, extent(comparison, image)) >= 0.5) rows[i] = 1
      }
      return rows
    }
    return { targets: out(targets), found: out(found) }
  }

/** Pixels from the first to the last, both included. */
type Rectangle = readonly [left: number, top: number, right: number, bottom: number]
type Four = readonly [x: number, y: number, width: number, height: number]

interface Extent {
  readonly right: number
  readonly bottom: number
}

const extent = ({ images }: Comparison, image: number): Extent => ({
  right: images[image]?.width ?? Infinity,
  bottom: images[image]?.height ?? Infinity,
})

/** Whole pixels, 1 or more each. */
const numbers = ({ bbox }: Pick<Boxes, 'bbox'>, row: number): Four => {
  const whole = (k: number): number => Math.max(1, Math.round(bbox[4 * row + k] ?? 0))
  return [whole(0), whole(1), whole(2), whole(3)]
}

const share = ([x, y, w, h]: Four, regions: readonly Rectangle[], { right, bottom }: Extent): number => {
  const left = Math.min(right, x)
  const top = Math.min(bottom, y)
  const box: Rectangle = [left + 1, top + 1, Math.min(right, left + w), Math.min(bottom, top + h)]
  const cut = regions.flatMap(([l, t, r, b]): readonly Rectangle[] => {
    const part: Rectangle = [Math.max(l, box[0]), Math.max(t, box[1]), Math.min(r, box[2]), Math.min(b, box[3])]
    return part[0] <= part[2] && part[1] <= part[3] ? [part] : []
  })
  return union(cut) / (h * w)
}

/** The pixels that any of the rectangles covers, column range by column range. */
const union = (rectangles: readonly Rectangle[]): number => {
  const edges = [...new Set(rectangles.flatMap(([l, , r]) => [l, r + 1]))].sort((a, b) => a - b)
  return edges.reduce((sum, from, i) => {
    const to = edges[i + 1]
    if (to === undefined) return sum
    const rows = rectangles.filter(([l, , r]) => l <= from && r >= to - 1).sort((a, b) => a[1] - b[1])
    const { covered } = rows.reduce(
      (so, [, top, , bottom]) => ({
        covered: so.covered + Math.max(0, bottom - Math.max(top, so.next) + 1),
        next: Math.max(so.next, bottom + 1),
      }),
      { covered: 0, next: -Infinity },
    )
    return sum + covered * (to - from)
  }, 0)
}
