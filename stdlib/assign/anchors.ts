import type { Box, Extent } from '../boxes/box.ts'
import type { Grid, Points } from '../boxes/grid.ts'

/** A pyramid level with the same anchors about every point. */
export interface AnchorLevel extends Points {
  /** Sides in pixels, in the order in which the head counts them. */
  readonly shapes: readonly Extent[]
}

/** How the anchors of a level are made: sides in strides, and height over width. */
export interface AnchorShapes {
  readonly scales: readonly number[]
  readonly ratios: readonly number[]
}

/**
 * Scales of which each is 2^(1/count) times the one before it (RetinaNet).
 *
 * @example octaveScales(4, 3).map((scale) => Number((8 * scale).toFixed(3))) // => [32, 40.317, 50.797]
 */
export const octaveScales = (base: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => base * 2 ** (i / count))

/**
 * mmdetection's anchors of a level: width stride·scale / √ratio, height stride·scale·√ratio, ratio by ratio and scale by scale within it.
 *
 * @example anchorShapes(8, { scales: [4], ratios: [1, 4] }) // => [{ width: 32, height: 32 }, { width: 16, height: 64 }]
 */
export const anchorShapes = (stride: number, { scales, ratios }: AnchorShapes): readonly Extent[] =>
  ratios.flatMap((ratio) =>
    scales.map((scale) => ({ width: (stride * scale) / Math.sqrt(ratio), height: stride * scale * Math.sqrt(ratio) })),
  )

const f = Math.fround

/** The same, each step rounded to float32 in mmdetection's order. */
const anchorShapes32 = (stride: number, { scales, ratios }: AnchorShapes): readonly Extent[] =>
  ratios.flatMap((ratio) => {
    const high = f(Math.sqrt(f(ratio)))
    const wide = f(1 / high)
    return scales.map((scale) => ({ width: f(f(stride * wide) * f(scale)), height: f(f(stride * high) * f(scale)) }))
  })

/**
 * The levels of a pyramid with their anchors, centred on (j·stride, i·stride) as mmdetection's are.
 *
 * @param shapes of each level, in the order of the maps
 * @param float32 sides as mmdetection rounds them
 */
export const anchorLevels = <G extends Grid>(
  maps: readonly G[],
  shapes: readonly AnchorShapes[],
  float32 = false,
): readonly (G & AnchorLevel)[] => {
  const of = float32 ? anchorShapes32 : anchorShapes
  return maps.map((map, i) => ({ ...map, offset: 0, shapes: of(map.stride, shapes[i] ?? { scales: [], ratios: [] }) }))
}

/** Anchors of a level. */
export const anchorCount = ({ height, width, shapes }: AnchorLevel): number => height * width * shapes.length

/** An anchor of these sides about the point in row i and column j. */
export const anchorAbout = ({ stride, offset }: Points, shape: Extent, i: number, j: number): Box => {
  const [x, y] = [(j + offset) * stride, (i + offset) * stride]
  return [x - shape.width / 2, y - shape.height / 2, x + shape.width / 2, y + shape.height / 2]
}

/**
 * Every anchor of a level, row by row, all shapes of a point together: the order of a head's outputs.
 *
 * @example anchorsOf({ stride: 8, offset: 0, height: 1, width: 2, shapes: [{ width: 4, height: 2 }] }) // => [[-2, -1, 2, 1], [6, -1, 10, 1]]
 */
export const anchorsOf = (level: AnchorLevel): readonly Box[] =>
  Array.from({ length: level.height }, (_, i) => i).flatMap((i) =>
    Array.from({ length: level.width }, (_, j) => j).flatMap((j) => level.shapes.map((shape) => anchorAbout(level, shape, i, j))),
  )

/**
 * Does an anchor stay inside the image, but for so many pixels? mmdetection's `allowed_border`, where the far sides must be nearer than that.
 *
 * @example withinBorder({ width: 16, height: 16 }, 0)([0, 0, 16, 8]) // => false
 */
export const withinBorder =
  ({ width, height }: Extent, border: number) =>
  ([x1, y1, x2, y2]: Box): boolean =>
    x1 >= -border && y1 >= -border && x2 < width + border && y2 < height + border
