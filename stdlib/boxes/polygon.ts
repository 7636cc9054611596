import type { Box } from './box.ts'

/** A corner of a polygon, in continuous pixels: x to the right, y down. */
export type Point = readonly [x: number, y: number]

/** Corners in order, either way round; the last one is joined to the first. */
export type Polygon = readonly Point[]

const edges = (polygon: Polygon): readonly (readonly [Point, Point])[] =>
  polygon.flatMap((a, i) => {
    const b = polygon[(i + 1) % polygon.length]
    return b === undefined ? [] : [[a, b] as const]
  })

/** Twice the area, above 0 where the corners run clockwise on a screen. */
const twice = (polygon: Polygon): number => edges(polygon).reduce((sum, [[ax, ay], [bx, by]]) => sum + ax * by - bx * ay, 0)

/**
 * Area in px² (shoelace formula), of a polygon whose edges do not cross.
 *
 * @example polygonArea([[0, 0], [4, 0], [4, 2]]) // => 4
 */
export const polygonArea = (polygon: Polygon): number => Math.abs(twice(polygon)) / 2

/** The box whose four corners a polygon has. */
export const corners = ([x1, y1, x2, y2]: Box): Polygon => [
  [x1, y1],
  [x2, y1],
  [x2, y2],
  [x1, y2],
]

/** The smallest box around a polygon; of no corners, one of no size. */
export const around = (polygon: Polygon): Box =>
  polygon.length === 0
    ? [0, 0, 0, 0]
    : [
        Math.min(...polygon.map(([x]) => x)),
        Math.min(...polygon.map(([, y]) => y)),
        Math.max(...polygon.map(([x]) => x)),
        Math.max(...polygon.map(([, y]) => y)),
      ]

/**
 * The part of a polygon inside a convex one (Sutherland and Hodgman, "Reentrant polygon clipping", 1974): its corners in the order of the
 * first, none where they do not meet. Of a polygon that is not convex, parts may hang together by edges of no width.
 *
 * @example clipPolygon(corners([0, 0, 2, 2]))([[1, 1], [3, 1], [3, 3], [1, 3]]) // => [[1, 1], [2, 1], [2, 2], [1, 2]]
 */
export const clipPolygon =
  (to: Polygon) =>
  (polygon: Polygon): Polygon => {
    const way = twice(to) < 0 ? -1 : 1
    const left = edges(to).reduce<Polygon>((rest, [[ax, ay], [bx, by]]) => {
      // Above 0 inside of the edge from a to b.
      const depth = ([x, y]: Point): number => way * ((bx - ax) * (y - ay) - (by - ay) * (x - ax))
      return edges(rest).flatMap(([p, q]): Polygon => {
        const [dp, dq] = [depth(p), depth(q)]
        const at = dp / (dp - dq)
        const cut: Point = [p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])]
        const crosses = (dp > 0 && dq < 0) || (dp < 0 && dq > 0)
        return [...(dp >= 0 ? [p] : []), ...(crosses ? [cut] : [])]
      })
    }, polygon)
    return left.length < 3 ? [] : left
  }
