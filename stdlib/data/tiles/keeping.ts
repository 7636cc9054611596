import { type Box, area, height, translate, width } from '../../boxes/box.ts'
import { intersection } from '../../boxes/iou.ts'
import { type Point, type Polygon, around, clipPolygon, corners, polygonArea } from '../../boxes/polygon.ts'
import type { Annotation, Attributes, Corners } from '../dataset.ts'

/** Which objects are in a tile, and what of them. */
export interface PartRule {
  /** Of the object's area (its polygon's, where it has corners), the share inside the tile from which on the object is kept. */
  readonly share: number
  /** Whether exactly that share is enough. */
  readonly atShare: 'kept' | 'below'
  /** What a smaller part is: left out, and so background, or ignored, so that it is neither trained on nor counted. */
  readonly below: 'dropped' | 'ignored'
  /** Whether boxes and corners are cut at the tile's border, or reach over it. */
  readonly box: 'clipped' | 'whole'
  /** The part of an object inside the tile is at least so wide and high, in pixels, or left out. */
  readonly least: number
}

/**
 * BboxToolkit's (`get_window_obj`, `iof_thr` .7): what is kept stays whole, the rest is background. Training and evaluation clip boxes to
 * their image afterwards, as mmdetection's pipeline does in training.
 */
export const bboxToolkit: PartRule = { share: 0.7, atShare: 'kept', below: 'dropped', box: 'whole', least: 0 }

/**
 * DOTA's devkit (`ImgSplit`, `thresh` .7): everything is cut at the border, and parts of at most the share are marked difficult 2, which
 * is ignored.
 *
 * Differs: the devkit takes a part of more than five corners, or of three, out of the tile, so that it becomes background; here it is kept, with its
 * horizontal box and without corners. It moves corners to 1 … 1024 and ends the last tile a pixel early; here they are 0 … 1024, and the tile is whole.
 */
export const dotaDevkit: PartRule = { share: 0.7, atShare: 'below', below: 'ignored', box: 'clipped', least: 0 }

const polygonOf = ([x1, y1, x2, y2, x3, y3, x4, y4]: Corners): Polygon => [
  [x1, y1],
  [x2, y2],
  [x3, y3],
  [x4, y4],
]

const shifted =
  (x: number, y: number) =>
  ([px, py]: Point): Point => [px - x, py - y]

const cornersOf = (polygon: Polygon): Corners | undefined => {
  const [a, b, c, d] = polygon
  return polygon.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined
    ? undefined
    : [...a, ...b, ...c, ...d]
}

const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]

/** A corner cut off makes five of four: the two ends of the shortest edge become its middle (the devkit's `GetPoly4FromPoly5`). */
const fourOf = (polygon: Polygon): Polygon => {
  if (polygon.length !== 5) return polygon
  const lengths = polygon.map(([x, y], i) => {
    const [nx, ny] = polygon[(i + 1) % 5] ?? [x, y]
    return Math.hypot(nx - x, ny - y)
  })
  const shortest = lengths.indexOf(Math.min(...lengths))
  const after = (shortest + 1) % 5
  return polygon.flatMap((p, i) => (i === after ? [] : i === shortest ? [middle(p, polygon[after] ?? p)] : [p]))
}

/** Without corners that repeat the one before. */
const distinct = (polygon: Polygon): Polygon =>
  polygon.filter(([x, y], i) => i === 0 || x !== polygon[i - 1]?.[0] || y !== polygon[i - 1]?.[1])

const clippedTo = ([x1, y1, x2, y2]: Box, [a, b, c, d]: Box): Box => [Math.max(x1, a), Math.max(y1, b), Math.min(x2, c), Math.min(y2, d)]

interface Part {
  readonly share: number
  readonly box: Box
  readonly polygon: Polygon | undefined
}

const partOf = (window: Box, { box, corners: four }: Annotation): Part => {
  const inside = intersection(box, window)
  if (four === undefined) return { share: area(box) === 0 ? 0 : inside / area(box), box: clippedTo(box, window), polygon: undefined }
  const whole = polygonOf(four)
  const part = distinct(clipPolygon(corners(window))(whole))
  const of = polygonArea(whole)
  return { share: of === 0 ? 0 : polygonArea(part) / of, box: around(part), polygon: part }
}

/** What is said of the whole object is true of a part; of its area, the part has as much as of its box. */
const saidOfPart = (said: Attributes | undefined, share: number): Attributes | undefined =>
  said?.area === undefined ? said : { ...said, area: said.area * share }

/**
 * An object in a tile, in pixels of the tile, or undefined where nothing of it is kept. What is ignored, such as a region or a crowd, is cut at the
 * border and kept however little of it is inside.
 *
 * @param window the tile, in pixels of the image
 */
export const keptIn =
  (o: PartRule) =>
  (window: Box) =>
  (object: Annotation): Annotation | undefined => {
    const [x, y] = window
    const moved = translate(-x, -y)
    const { share, box, polygon } = partOf(window, object)
    if (share <= 0 || width(box) < o.least || height(box) < o.least) return undefined
    const kept = object.ignored || share > o.share || (share === o.share && o.atShare === 'kept')
    if (!kept && o.below === 'dropped') return undefined
    const { corners: four, attributes, ...rest } = object
    const whole = share >= 1 || (o.box === 'whole' && !object.ignored)
    const said = whole ? attributes : saidOfPart(attributes, share)
    const cut = whole ? (four === undefined ? undefined : polygonOf(four)) : polygon === undefined ? undefined : fourOf(polygon)
    const own = cut === undefined ? undefined : cornersOf(cut.map(shifted(x, y)))
    return {
      ...rest,
      box: moved(whole ? object.box : box),
      ...(own === undefined ? {} : { corners: own }),
      ...(kept ? {} : { ignored: true }),
      ...(kept && said === undefined ? {} : { attributes: kept ? { ...said } : { ...said, difficult: 2 } }),
    }
  }
