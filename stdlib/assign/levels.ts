import type { Grid, Points } from '../boxes/grid.ts'

/** A pyramid level that learns the boxes whose largest distance to a point is inside `range`, in pixels. */
export interface FcosLevel extends Points {
  readonly range: readonly [min: number, max: number]
  /** Do the ends of the range belong to it? They do in mmdetection, not in torchvision. */
  readonly closed: boolean
}

/**
 * Torchvision's ranges: from 4 to 8 times the side of the level's anchor (a square about each point, by default as large as the
 * stride); 0 below on the finest level, infinity above on the coarsest.
 *
 * @example fcosRanges([8, 16, 32]) // => [[0, 64], [64, 128], [128, Infinity]]
 */
export const fcosRanges = (sides: readonly number[]): readonly FcosLevel['range'][] =>
  sides.map((side, i) => [i === 0 ? 0 : 4 * side, i === sides.length - 1 ? Infinity : 8 * side])

/**
 * The levels of a pyramid, finest first, with torchvision's points and ranges. Other anchor sides move the ranges alone: centre sampling and
 * distances stay in strides (torchvision would scale them too).
 */
export const fcosLevels = <G extends Grid>(
  maps: readonly G[],
  sides: readonly number[] = maps.map((m) => m.stride),
): readonly (G & FcosLevel)[] => {
  const ranges = fcosRanges(sides)
  return maps.map((map, i) => ({ ...map, offset: 0, range: ranges[i] ?? [0, 0], closed: false }))
}

/**
 * The levels of a pyramid, finest first, as mmdetection has them: points at the centres of the cells, closed ranges between these bounds in
 * pixels, -1 below and 1e8 above. One bound less than levels.
 */
export const boundedLevels = <G extends Grid>(maps: readonly G[], bounds: readonly number[]): readonly (G & FcosLevel)[] =>
  maps.map((map, i) => ({ ...map, offset: 0.5, range: [bounds[i - 1] ?? -1, bounds[i] ?? 1e8], closed: true }))

/** Points of all levels together. */
export const pointCount = (levels: readonly Grid[]): number => levels.reduce((n, { height, width }) => n + height * width, 0)
