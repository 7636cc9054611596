import { basename } from 'node:path'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { drawn, drawnNames } from '../../../cli/detection/drawing.ts'
import { colour, enlargement, escaped, overlay } from '../../../cli/detection/overlay.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'

const file = fc
  .array(fc.constantFrom('a', 'A', 'b', '..', 'a-1', 'a-2'), { minLength: 1, maxLength: 2 })
  .chain((parts) => fc.constantFrom('.png', '.jpg', '').map((end) => `/x/${parts.join('/')}${end}`))

describe('names of drawn pictures', () => {
  it('differ in any letter case, and never leave the folder', () => {
    fc.assert(
      fc.property(fc.uniqueArray(file), (files) => {
        const names = drawnNames(files)
        expect(new Set(names.map((n) => n.toLowerCase())).size).toBe(files.length)
        names.forEach((n) => {
          expect(n).toBe(basename(n))
          expect(n).toMatch(/.\.png$/)
        })
      }),
      { numRuns: 300 },
    )
  })
  it('are those of the images where these differ', () => {
    expect(drawnNames(['x/1.jpg', 'x/2.tar.png'])).toEqual(['1.png', '2.tar.png'])
  })
})

const raw = async (png: Uint8Array): Promise<Buffer> => sharp(png).raw().toBuffer()
const grey = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3).fill(100) })
const classes = [
  { id: 4, name: '<b> & "c"\u0000\ud800' },
  { id: 9, name: 'bar' },
]
const pixels = async (picture: ReturnType<typeof grey>, box: Box, score = 0.9, category_id = 4): Promise<Buffer> => {
  const bbox = [box[0], box[1], box[2] - box[0], box[3] - box[1]] as const
  const png = await drawn(picture, [{ image_id: 1, category_id, bbox, score }], classes)()
  if (E.isLeft(png)) throw new Error(png.left.message)
  return raw(png.right)
}

describe('a drawn picture', () => {
  const picture = grey(800, 600)
  const at = (data: Buffer, x: number, y: number): readonly number[] => [...data.subarray(3 * (y * 800 + x), 3 * (y * 800 + x) + 3)]
  it('has lines around each box and nothing in it or far from it', async () => {
    const data = await pixels(picture, [100, 200, 112, 210])
    for (let y = 200; y < 210; y++) for (let x = 100; x < 112; x++) expect(at(data, x, y)).toEqual([100, 100, 100])
    for (const [x, y] of [
      [99, 205],
      [112, 205],
      [105, 199],
      [105, 210],
    ] as const)
      expect(at(data, x, y)).not.toEqual([100, 100, 100])
    expect(at(data, 400, 400)).toEqual([100, 100, 100])
  })
  it('has a thin line where the box is tiny, a thicker one where it is not', async () => {
    const marked = async (box: Box): Promise<number> => {
      const data = await pixels(picture, box)
      const row = Math.floor((box[1] + box[3]) / 2)
      return Array.from({ length: 20 }, (_, i) => at(data, box[0] - 1 - i, row)).filter((p) => p.join() !== '100,100,100').length
    }
    expect([await marked([300, 300, 310, 310]), await marked([300, 300, 400, 400])]).toEqual([2, 4])
  })
  it('shows another colour for another class', async () => {
    const box = [300, 300, 400, 400] as const
    expect(at(await pixels(picture, box, 0.9, 4), 299, 350)).not.toEqual(at(await pixels(picture, box, 0.9, 9), 299, 350))
  })
  it('of a small image is enlarged, pixels kept sharp', async () => {
    expect([enlargement({ width: 64, height: 48 }), enlargement(picture)]).toEqual([10, 1])
    const data = await pixels({ ...grey(64, 48), data: Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => i % 251) }, [60, 40, 64, 48])
    expect(data.length).toBe(640 * 480 * 3)
    const first = [...data.subarray(0, 3)]
    for (let y = 0; y < 10; y++)
      for (let x = 0; x < 10; x++) expect([...data.subarray(3 * (y * 640 + x), 3 * (y * 640 + x) + 3)]).toEqual(first)
  })
  it('without detections is the picture', async () => {
    const png = await drawn(picture, [], classes)()
    expect(E.isRight(png) && (await raw(png.right)).equals(Buffer.from(picture.data))).toBe(true)
  })
})

describe('an overlay', () => {
  it('is XML whatever the names are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 12 }), async (text) => {
        const svg = overlay([{ box: [10, 40, 30, 60], label: 0, score: 0.9, text }], { width: 100, height: 100 })
        expect((await sharp(Buffer.from(svg)).metadata()).width).toBe(100)
      }),
      { numRuns: 60 },
    )
    expect(escaped('<&>"\'\u0000\ud800x')).toBe('&#60;&#38;&#62;&#34;&#39;x')
  })
  it('writes texts over no other text and inside of the picture, the surest first, and none for unsure boxes', () => {
    const canvas = { width: 640, height: 480 }
    const corner = fc.tuple(fc.integer({ min: 0, max: 620 }), fc.integer({ min: 0, max: 460 }))
    fc.assert(
      fc.property(fc.array(corner, { minLength: 1, maxLength: 40 }), (corners) => {
        const marks = corners.map(([x, y], i) => ({
          box: [x, y, x + 20, y + 20] as const,
          label: i,
          score: 0.9 - i / 50,
          text: `t${String(i)}`,
        }))
        const svg = overlay(marks, canvas)
        const plaques = [...svg.matchAll(/<rect x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)" fill="black"/g)].map((found) => {
          const [x = 0, y = 0, w = 0, h = 0] = found.slice(1).map(Number)
          return [x, y, x + w, y + h] as const
        })
        const texts = [...svg.matchAll(/>(t\d+)</g)].map(([, text]) => Number(text?.slice(1)))
        expect(plaques).toHaveLength(texts.length)
        expect(texts[0]).toBe(0)
        expect(texts.every((i) => 0.9 - i / 50 > 0.299)).toBe(true)
        plaques.forEach((a, i) => {
          expect(a[0] >= 0 && a[1] >= 0 && a[2] <= 640.1 && a[3] <= 480.1).toBe(true)
          // Coordinates are rounded to tenths.
          for (const b of plaques.slice(i + 1))
            expect(Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 0.2 && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 0.2).toBe(false)
        })
      }),
    )
  })
  it('shows the best box in full, however unsure it is', () => {
    expect(overlay([{ box: [1, 1, 9, 9], label: 0, score: 0.06, text: 'x' }], { width: 64, height: 64 })).toContain('<g opacity="1.00">')
  })
  it('gives each of twenty classes a colour of its own', () => {
    expect(new Set(Array.from({ length: 20 }, (_, i) => colour(i))).size).toBe(20)
  })
})
