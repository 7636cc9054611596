import * as t from 'io-ts'
import type { Box } from '../../boxes/box.ts'

/** The kinds of objects in a scene. */
export const ShapeName = t.keyof({ disc: null, bar: null, cross: null }, 'ShapeName')
export type ShapeName = t.TypeOf<typeof ShapeName>

export const shapeNames = ['disc', 'bar', 'cross'] as const satisfies readonly ShapeName[]

/** How a class looks: outline and the colour that it adds to what is behind it. */
interface Shape {
  /** Whether it is drawn as long as wide. */
  readonly square: boolean
  /** Whether the point (x, y), in pixels from the centre, belongs to an object of this width and height. */
  readonly covers: (x: number, y: number, width: number, height: number) => boolean
  /** Red, green, blue at contrast 1, of 255. */
  readonly colour: readonly [number, number, number]
}

/** Positions and sides are whole multiples of these, so that no edge covers a sliver too thin to see. */
export const PLACE = 0.25
export const SIDE = 0.5

const arm = (side: number): number => Math.max(SIDE, Math.round(side / 3 / SIDE) * SIDE)

export const shapes: { readonly [K in ShapeName]: Shape } = {
  disc: { square: true, covers: (x, y, w) => x * x + y * y <= (w / 2) ** 2, colour: [55, 40, -10] },
  bar: { square: false, covers: (x, y, w, h) => Math.abs(x) <= w / 2 && Math.abs(y) <= h / 2, colour: [-52, -48, -25] },
  cross: {
    square: true,
    covers: (x, y, w, h) => Math.max(Math.abs(x), Math.abs(y)) <= w / 2 && Math.min(Math.abs(x), Math.abs(y)) <= arm(h) / 2,
    colour: [-15, -35, 50],
  },
}

/** An object and its exact extent. */
export interface PlacedShape {
  readonly shape: ShapeName
  readonly box: Box
  readonly contrast: number
}

const SAMPLES = 4

/**
 * Draws an object onto float RGB pixels [side, side, 3]: each takes on the background plus the object's colour, in proportion to how much of
 * it the shape covers (4 × 4 points). What stood there before is hidden, not added to.
 */
export const paint = (canvas: Float32Array, background: Float32Array, side: number, { shape, box, contrast }: PlacedShape): void => {
  const [x1, y1, x2, y2] = box
  const { covers, colour } = shapes[shape]
  for (let y = Math.floor(y1); y < Math.ceil(y2); y++)
    for (let x = Math.floor(x1); x < Math.ceil(x2); x++) {
      let inside = 0
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const px = x + ((s % SAMPLES) + 0.5) / SAMPLES
        const py = y + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES
        if (covers(px - (x1 + x2) / 2, py - (y1 + y2) / 2, x2 - x1, y2 - y1)) inside++
      }
      const share = inside / SAMPLES ** 2
      colour.forEach((v, c) => {
        const at = (y * side + x) * 3 + c
        canvas[at] = (1 - share) * (canvas[at] ?? 0) + share * ((background[at] ?? 0) + contrast * v)
      })
    }
}
