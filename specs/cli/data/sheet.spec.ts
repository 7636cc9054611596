import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { closeUp, sheetOf, wanted } from '../../../cli/data/sheet.ts'
import { thumbnail } from '../../../cli/data/thumbnail.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'
import type { AnnotatedImage, Dataset } from '../../../stdlib/data/dataset.ts'
import { random } from '../../../stdlib/data/random.ts'

const boxOf = (side: number): Box => [3, 4, 3 + side, 4 + side]
const image = (id: number, sides: readonly number[], ignored = false): AnnotatedImage => ({
  id,
  file: `${String(id)}.png`,
  source: 'a.json',
  size: { width: 100, height: 80 },
  objects: sides.map((side) => ({ label: 0, box: boxOf(side), crowd: false, ignored, record: 0 })),
})
const dataset = (images: readonly AnnotatedImage[]): Dataset => ({ folder: '', classes: [{ id: 1, name: 'ship' }], images })
const sets = fc
  .array(fc.tuple(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }), fc.boolean()), { maxLength: 8 })
  .map((all) => dataset(all.map(([sides, ignored], i) => image(i, sides, ignored))))

describe('the images of a contact sheet', () => {
  it('are the most crowded first, those with the tiniest box first, and all of them by chance', () => {
    fc.assert(
      fc.property(sets, fc.nat(), (d, seed) => {
        const { crowded, tiniest, chance } = wanted(d, seed)
        const counts = crowded.map(({ boxes }) => boxes)
        expect(counts).toEqual([...counts].sort((a, b) => b - a))
        const least = tiniest.map(({ smallest }) => (smallest === undefined ? NaN : smallest[2] - smallest[0]))
        expect(least).toEqual([...least].sort((a, b) => a - b))
        expect(least).not.toContain(0)
        expect(chance.map(({ image: i }) => i.id).sort((a, b) => a - b)).toEqual(d.images.map(({ id }) => id))
        // Ignored boxes, and boxes of no size, crowd no image and are nobody's tiniest.
        const learned = d.images.filter(({ objects }) => objects.some(({ ignored, box }) => !ignored && box[2] > box[0]))
        expect([crowded.length, tiniest.length]).toEqual([learned.length, learned.length])
      }),
    )
  })

  it('by chance are those of the seed', () => {
    const d = dataset(Array.from({ length: 30 }, (_, i) => image(i, [5])))
    const order = (seed: number): string =>
      wanted(d, seed)
        .chance.map(({ image: i }) => i.id)
        .join()
    expect(order(1)).toBe(order(1))
    expect(order(2)).not.toBe(order(1))
  })
})

describe('a close-up', () => {
  it('holds the box, stays in the image, and is 64 pixels or more where there are as many', () => {
    const whole = fc.integer({ min: 1, max: 400 })
    fc.assert(
      fc.property(
        whole,
        whole,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (width, height, f) => {
          const [a = 0, b = 0, c = 0, d = 0] = f
          const box: Box = [Math.min(a, b) * width, Math.min(c, d) * height, Math.max(a, b) * width, Math.max(c, d) * height]
          const part = closeUp(box, { width, height })
          expect([part.x, part.y, part.width, part.height].every(Number.isInteger)).toBe(true)
          expect(Math.min(part.x, part.y)).toBeGreaterThanOrEqual(0)
          expect(part.x + part.width).toBeLessThanOrEqual(width)
          expect(part.y + part.height).toBeLessThanOrEqual(height)
          expect(part.width).toBeGreaterThanOrEqual(Math.min(64, width))
          const slender = Math.max(box[2] - box[0], box[3] - box[1]) > part.width - 1
          if (!slender) {
            expect(part.x).toBeLessThanOrEqual(box[0] + 1)
            expect(part.x + part.width).toBeGreaterThanOrEqual(box[2] - 1)
          }
        },
      ),
    )
  })
})

describe('a thumbnail', () => {
  it('has 640 pixels a side and 150 kB at most, whatever the picture is', async () => {
    const [width, height] = [1500, 900]
    const noise = random(1)
    const picture = { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => noise.bits() & 255) }
    const shown = await thumbnail(picture, { x: 0, y: 0, width, height })()
    if (E.isLeft(shown)) expect.fail(shown.left)
    else {
      const { width: w, height: h } = await sharp(shown.right.jpeg).metadata()
      expect([w, h]).toEqual([640, 384])
      expect(shown.right.jpeg.length).toBeLessThan(150_000)
    }
  })

  it('shows the part that is asked for', async () => {
    const data = new Uint8Array(40 * 20 * 3).map((_, i) => ((i / 3) % 40 >= 30 ? 250 : 5))
    const shown = await thumbnail({ width: 40, height: 20, data }, { x: 30, y: 2, width: 10, height: 10 })()
    const bytes = E.isRight(shown) ? await sharp(shown.right.jpeg).raw().toBuffer() : Buffer.alloc(0)
    expect(bytes.length).toBe(300)
    expect(Math.min(...bytes)).toBeGreaterThan(240)
  })
})

describe('an image that is a part of its file', () => {
  it('is shown as that part, with its boxes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fovea-sheet-'))
    const data = new Uint8Array(200 * 80 * 3).map((_, i) => ((i / 3) % 200 >= 100 ? 250 : 5))
    await sharp(data, { raw: { width: 200, height: 80, channels: 3 } })
      .png()
      .toFile(join(folder, '1.png'))
    const { entries, missing } = await sheetOf({ ...dataset([{ ...image(1, [10]), corner: [100, 0, 200, 80] }]), folder }, 0)()
    rmSync(folder, { recursive: true })
    expect([entries.length, missing]).toEqual([3, 0])
    for (const { shown, objects } of entries) {
      const bytes = await sharp(shown.jpeg).raw().toBuffer()
      expect([Math.min(...bytes) > 240, objects.length]).toEqual([true, 1])
    }
  })
})
