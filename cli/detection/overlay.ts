import type { Box, Extent } from '../../stdlib/boxes/box.ts'

/** A box to draw, in pixels of the picture, of class `label` of so many. */
export interface Mark {
  readonly box: Box
  readonly label: number
  readonly text: string
  /** From 0 to 1. */
  readonly score: number
}

/** Characters of XML 1.0 (production 2), but for surrogates without a partner, which are no characters. */
const inXml = (c: string): boolean => {
  const code = c.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
}

/** Text as XML holds it; what XML can't hold at all is left out. @example escaped('a<b') // => 'a&#60;b' */
export const escaped = (text: string): string =>
  [...text]
    .filter(inXml)
    .map((c) => (/[<>&"']/.test(c) ? `&#${String(c.charCodeAt(0))};` : c))
    .join('')

/**
 * The colour of a class: hues a golden angle apart, so that few classes are far from each other and many never meet; two brightnesses in
 * turn. All are bright, to be read on black.
 *
 * @example colour(0) // => 'hsl(50, 95%, 60%)'
 */
export const colour = (label: number): string => `hsl(${((50 + label * 137.508) % 360).toFixed(0)}, 95%, ${label % 2 === 0 ? '60' : '72'}%)`

/** How many times a picture is enlarged to be drawn on: text needs some pixels. @example enlargement({ width: 64, height: 48 }) // => 10 */
export const enlargement = ({ width, height }: Extent): number => Math.max(1, Math.ceil(640 / Math.max(width, height)))

const meet = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]

/** Wide enough for most fonts; no font is asked. */
const textWidth = (text: string, size: number): number =>
  [...text].reduce((n, c) => n + ((c.codePointAt(0) ?? 0) < 0x2000 ? 0.62 : 1), 0.5) * size

/** Where the text of a box can stand: above, below, to the right, to the left; inside the picture. */
const places = ([x1, y1, x2, y2]: Box, { width, height }: Extent, canvas: Extent): readonly Box[] =>
  (
    [
      [x1, y1 - height - 1],
      [x2 - width, y1 - height - 1],
      [x1, y2 + 1],
      [x2 - width, y2 + 1],
      [x2 + 2, y1],
      [x1 - width - 2, y1],
    ] as const
  )
    .map(([x, y]): Box => [x, y, x + width, y + height])
    .filter((b) => b[0] >= 0 && b[1] >= 0 && b[2] <= canvas.width && b[3] <= canvas.height)

/** Texts placed so that none covers another: the best first, off the other boxes where that is possible. What finds no place has none. */
const placed = (marks: readonly Mark[], canvas: Extent, size: number): readonly (readonly [Mark, Box])[] =>
  marks.reduce<readonly (readonly [Mark, Box])[]>((done, mark) => {
    const extent = { width: textWidth(mark.text, size), height: size * 1.25 }
    const free = places(mark.box, extent, canvas).filter((place) => !done.some(([, other]) => meet(place, other)))
    const place = free.find((b) => !marks.some(({ box }) => meet(b, box))) ?? free[0]
    return place === undefined ? done : [...done, [mark, place]]
  }, [])

/** A score that is sure enough to be drawn in full, where the best of a picture is no lower. */
const sure = 0.5

/**
 * How strongly each box is drawn, from 0 to 1: detectors give hundreds of unsure boxes, which would hide the picture. A box fades with the
 * square of its score, in proportion to the best of the picture.
 */
const strengths = (marks: readonly Mark[]): readonly number[] => {
  const full = Math.min(sure, Math.max(...marks.map(({ score }) => score)))
  return marks.map(({ score }) => Math.min(1, (score / full) ** 2))
}

/** A box that is drawn more faintly stands without text. */
const told = 0.36

const px = (x: number): string => x.toFixed(1)

/**
 * Boxes as SVG on a canvas of this size. Lines run around a box, not over what is in it, and are one pixel thin where it is tiny; a dark
 * line outside of them sets them off. Unsure boxes are faint. Class and score stand beside those that are not, where there is room.
 *
 * @param marks in pixels of the canvas, best first
 */
export const overlay = (marks: readonly Mark[], canvas: Extent): string => {
  const { width, height } = canvas
  const size = Math.min(24, Math.max(11, Math.round(Math.max(width, height) / 60)))
  const rectangle = ([x1, y1, x2, y2]: Box, by: number, paint: string): string =>
    `<rect x="${px(x1 - by)}" y="${px(y1 - by)}" width="${px(x2 - x1 + 2 * by)}" height="${px(y2 - y1 + 2 * by)}" ${paint}/>`
  const strength = strengths(marks)
  const boxes = marks.map(({ box, label }, i) => {
    const line = Math.min(box[2] - box[0], box[3] - box[1]) < 24 ? 1 : 2
    const dark = rectangle(box, 1.5 * line, `fill="none" stroke="black" stroke-opacity="0.6" stroke-width="${String(line)}"`)
    const bright = rectangle(box, 0.5 * line, `fill="none" stroke="${colour(label)}" stroke-width="${String(line)}"`)
    return `<g opacity="${(strength[i] ?? 1).toFixed(2)}">${dark}${bright}</g>`
  })
  const texts = placed(
    marks.filter((_, i) => (strength[i] ?? 1) >= told),
    canvas,
    size,
  ).map(
    ([{ label, text }, place]) =>
      `${rectangle(place, 0, 'fill="black" fill-opacity="0.65"')}<text x="${px(place[0] + 0.2 * size)}" y="${px(place[3] - 0.3 * size)}" fill="${colour(label)}">${escaped(text)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" font-family="sans-serif" font-size="${String(size)}">${boxes.toReversed().join('')}${texts.join('')}</svg>`
}
