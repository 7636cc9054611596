import { clipPolygon, type Polygon, polygonArea } from '../../../stdlib/boxes/polygon.ts'

/** Intersection over union (IoU) of two convex polygons; 0 where neither has an area. */
export const polygonIou = (a: Polygon, b: Polygon): number => {
  const shared = polygonArea(clipPolygon(b)(a))
  return shared === 0 ? 0 : shared / (polygonArea(a) + polygonArea(b) - shared)
}
