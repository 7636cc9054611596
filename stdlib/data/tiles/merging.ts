import { type Box, type Extent, area } from '../../boxes/box.ts'
import type { Detection } from '../../boxes/detections.ts'
import { fuse } from '../../boxes/fusion.ts'
import { intersection } from '../../boxes/iou.ts'
import { type Neighbours, neighbours } from '../../boxes/neighbours.ts'
import { type Scored, nms } from '../../boxes/nms.ts'

/** How the detections of tiles become those of their image; always within a class. */
export interface Merging {
  /** The best of boxes that overlap (NMS), or one made of them (weighted boxes fusion; it scores as the best of them). */
  readonly by: 'nms' | 'fusion'
  /** Boxes that share more than this IoU are one object. */
  readonly iou: number
  /** Whether two boxes of one tile may be one object too, as devkits have it. Else the detector's own NMS has had the last word on them. */
  readonly within: boolean
  /** `covered`: a box that its tile cuts goes where another tile has the object whole. `kept`: it is a box like others, as in devkits. */
  readonly cut: 'kept' | 'covered'
  /** Detections of an image, at most; null for all. */
  readonly most: number | null
}

/** What is taken where nothing else is said. */
export const merging: Merging = { by: 'nms', iou: 0.5, within: false, cut: 'covered', most: null }

/** A tile and what was found in it, both in pixels of the image. */
export interface Looked {
  readonly window: Box
  readonly found: readonly Detection[]
}

interface Part {
  readonly own: Detection
  readonly window: Box
  /** Number of its tile by place, whatever the order in which tiles are told. */
  readonly tile: number
}

/** A side this near to the border of its tile, in pixels, may go on behind it. */
const margin = 2

/** A cut box belongs to a whole one of another tile that has more than this share of it, and scores at least this share of its score. */
const covered = { area: 0.5, score: 0.5 }

/** Whether a box ends where its tile does, and the image goes on. */
const isCut = (image: Extent, { own: { box }, window }: Part): boolean =>
  (window[0] > 0 && box[0] < window[0] + margin) ||
  (window[1] > 0 && box[1] < window[1] + margin) ||
  (window[2] < image.width && box[2] > window[2] - margin) ||
  (window[3] < image.height && box[3] > window[3] - margin)

/** Without the boxes that are a cut part of an object that another tile shows whole. */
const uncovered = (image: Extent, parts: readonly Part[]): readonly Part[] => {
  const wholes = new Map<number, Neighbours>()
  const cut = parts.map((part) => isCut(image, part))
  parts.forEach(({ own: { label, box } }, i) => {
    if (cut[i] === true) return
    const of = wholes.get(label) ?? neighbours(0)
    wholes.set(label, of)
    of.add(i, box)
  })
  return parts.filter(({ own, tile }, i) => {
    const covers = (j: number): boolean => {
      const other = parts[j]
      return (
        other !== undefined &&
        other.tile !== tile &&
        other.own.score >= covered.score * own.score &&
        intersection(other.own.box, own.box) > covered.area * area(own.box)
      )
    }
    return cut[i] !== true || wholes.get(own.label)?.some(own.box, covers) !== true
  })
}

/** Of equal scores: by class and place, so that the order of tiles does not matter. */
const tied = (a: Detection, b: Detection): number => {
  if (a.label !== b.label) return a.label - b.label
  const side = a.box.findIndex((v, k) => v !== b.box[k])
  return side < 0 ? 0 : (a.box[side] ?? 0) - (b.box[side] ?? 0)
}

/** By falling score; what is the same in all keeps the order of tiles. */
const inOrder = (parts: readonly Part[]): readonly Part[] => {
  const scores = Float64Array.from(parts, ({ own }) => own.score)
  const order = parts.map((_, i) => i)
  order.sort((i, j) => {
    const [a, b] = [parts[i], parts[j]]
    const by = (scores[j] ?? 0) - (scores[i] ?? 0)
    return by !== 0 || a === undefined || b === undefined ? by : tied(a.own, b.own)
  })
  return order.flatMap((i) => parts[i] ?? [])
}

const byPlace = (a: Looked, b: Looked): number =>
  a.window[1] - b.window[1] || a.window[0] - b.window[0] || a.window[3] - b.window[3] || a.window[2] - b.window[2]

/**
 * The detections of an image from those of its tiles, best first; the order of tiles does not matter. Those of one tile alone are left as
 * they are.
 *
 * A box that ends at an inner border of its tile is a guess about something that goes on behind it. With `cut: 'covered'` it goes where another tile
 * has a box of its class that it does not cut, that covers more than half of it and scores at least half as much: an object no larger than the
 * overlap is whole in one of the tiles, so that such parts are all that should be left of it elsewhere. Their IoU with the whole is low, and
 * NMS alone keeps them as false alarms. Objects larger than the overlap are cut in every tile, and stay in parts.
 */
export const merged =
  (o: Merging) =>
  (image: Extent, tiles: readonly Looked[]): readonly Detection[] => {
    const most = o.most ?? Infinity
    const [first] = tiles
    if (first === undefined || tiles.length === 1) return first?.found.slice(0, most) ?? []
    const all = inOrder([...tiles].sort(byPlace).flatMap(({ window, found }, tile) => found.map((own): Part => ({ own, window, tile }))))
    const parts = o.cut === 'kept' ? all : uncovered(image, all)
    const scored: Scored = {
      boxes: parts.map(({ own }) => own.box),
      scores: Float64Array.from(parts, ({ own }) => own.score),
      labels: Int32Array.from(parts, ({ own }) => own.label),
      ...(o.within ? {} : { finders: Int32Array.from(parts, ({ tile }) => tile) }),
    }
    return o.by === 'fusion'
      ? fuse({ iou: o.iou, score: 'max' })(scored)
          .slice(0, most)
          .map(({ box, score, label }) => ({ box, score, label }))
      : nms(o.iou, most)(scored).flatMap((i) => parts[i]?.own ?? [])
  }
