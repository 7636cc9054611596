import * as fc from 'fast-check'
import type { Box } from '../../../stdlib/boxes/box.ts'
import type { Labelled, Picture } from '../../../stdlib/data/picture.ts'

/** Small pictures of any shape. */
export const picture: fc.Arbitrary<Picture> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data) => ({ width, height, data: Uint8Array.from(data) })),
  )

const boxIn = ({ width, height }: Picture): fc.Arbitrary<Box> =>
  fc
    .tuple(...[width, width, height, height].map((side) => fc.integer({ min: 0, max: side })))
    .map(([a = 0, b = 0, c = 0, d = 0]) => [Math.min(a, b), Math.min(c, d), Math.max(a, b), Math.max(c, d)])

/** Pictures with boxes on whole pixels. */
export const labelled: fc.Arbitrary<Labelled> = picture.chain((p) =>
  fc.tuple(fc.array(boxIn(p), { maxLength: 5 }), fc.array(boxIn(p), { maxLength: 2 })).map(([boxes, ignored]) => ({
    picture: p,
    truth: { boxes, labels: boxes.map((_, i) => i) },
    ignored: { boxes: ignored, labels: ignored.map(() => 0) },
  })),
)

/** The pixels under a box whose corners are whole, row by row. */
export const crop = ({ width, data }: Picture, [x1, y1, x2, y2]: Box): readonly (readonly number[])[] =>
  Array.from({ length: (y2 - y1) * (x2 - x1) }, (_, i) => {
    const at = 3 * ((y1 + Math.floor(i / (x2 - x1))) * width + x1 + (i % (x2 - x1)))
    return [...data.slice(at, at + 3)]
  })
