import * as fc from 'fast-check'
import type { Box } from '../../../../stdlib/boxes/box.ts'
import type { Labelled, Picture } from '../../../../stdlib/data/picture.ts'

/** The colour of an object: unlike black, and unlike any other object's of the same scene. */
export const colourOf = (label: number): readonly [number, number, number] => [
  40 + 10 * (label % 20),
  60 + 9 * (Math.floor(label / 20) % 20),
  200,
]

const paint = (width: number, height: number, boxes: readonly Box[], labels: readonly number[]): Picture => {
  const data = new Uint8Array(width * height * 3)
  boxes.forEach(([x1, y1, x2, y2], i) => {
    for (let y = y1; y < y2; y++) for (let x = x1; x < x2; x++) data.set(colourOf(labels[i] ?? 0), 3 * (y * width + x))
  })
  return { width, height, data }
}

const apart = (a: Box, b: Box): boolean => a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]

/** Black pictures in which each object, learned or ignored, is a rectangle of whole pixels and a colour of its own; none touches another. */
export const painted = (first = 0): fc.Arbitrary<Labelled> =>
  fc
    .tuple(
      fc.integer({ min: 8, max: 40 }),
      fc.integer({ min: 8, max: 40 }),
      fc.array(fc.tuple(fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.nat(5)), {
        maxLength: 7,
      }),
    )
    .map(([width, height, wanted]) => {
      const kept: { readonly box: Box; readonly ignored: boolean }[] = []
      for (const [x, y, w, h, kind] of wanted) {
        const box: Box = [x, y, Math.min(width, x + w), Math.min(height, y + h)]
        if (x < box[2] && y < box[3] && kept.every((k) => apart(k.box, box))) kept.push({ box, ignored: kind === 0 })
      }
      const labels = kept.map((_, i) => first + i)
      const of = (ignored: boolean) => ({
        boxes: kept.filter((k) => k.ignored === ignored).map(({ box }) => box),
        labels: labels.filter((_, i) => kept[i]?.ignored === ignored),
      })
      return {
        picture: paint(
          width,
          height,
          kept.map(({ box }) => box),
          labels,
        ),
        truth: of(false),
        ignored: of(true),
      }
    })

/** Where the pixels of an object's colour lie: the smallest box of whole pixels around them, and how many there are. */
export const found = ({ width, height, data }: Picture, label: number): { readonly box: Box; readonly pixels: number } | undefined => {
  const [r, g, b] = colourOf(label)
  let [x1, y1, x2, y2, pixels] = [width, height, 0, 0, 0]
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3)
      if (data[i] === r && data[i + 1] === g && data[i + 2] === b) {
        ;[x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x + 1), Math.max(y2, y + 1)]
        pixels++
      }
  return pixels === 0 ? undefined : { box: [x1, y1, x2, y2], pixels }
}

/** Every object with its label, learned and ignored. */
export const objectsOf = ({
  truth,
  ignored,
}: Labelled): readonly { readonly label: number; readonly box: Box; readonly ignored: boolean }[] => [
  ...truth.boxes.map((box, i) => ({ label: truth.labels[i] ?? -1, box, ignored: false })),
  ...ignored.boxes.map((box, i) => ({ label: ignored.labels[i] ?? -1, box, ignored: true })),
]
