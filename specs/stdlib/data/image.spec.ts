import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { readImage } from '../../../stdlib/data/image.ts'
import { random } from '../../../stdlib/data/random.ts'
import { shared } from './shared.ts'

const folder = mkdtempSync(join(tmpdir(), 'image-'))
afterAll(() => rmSync(folder, { recursive: true }))

const WIDTH = 6
const HEIGHT = 4
const draw = random(1)
const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, () => draw.integer(256))
const rgb = () => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
const saved = async (name: string, image: Sharp): Promise<string> => {
  await image.toFile(join(folder, name))
  return join(folder, name)
}
const read = async (path: string, declared?: { width: number; height: number }) => {
  const found = await readImage(path, declared)()
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}
const issueOf = async (path: string, declared?: { width: number; height: number }) => {
  const found = await readImage(path, declared)()
  if (E.isRight(found)) throw new Error('no issue')
  return found.left
}

describe('an image is read as 8-bit RGB', () => {
  it('from PNG, pixel for pixel', async () => {
    expect(await read(await saved('rgb.png', rgb().png()))).toEqual({ width: WIDTH, height: HEIGHT, data: pixels })
  })

  it('from PNG with a transparent side, whose colours stay', async () => {
    expect((await read(await saved('rgba.png', rgb().ensureAlpha(0.3).png()))).data).toEqual(pixels)
  })

  it('from a palette', async () => {
    const flat = pixels.map((_, i) => (i < 36 ? 200 : 10))
    const path = await saved('palette.png', sharp(flat, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).png({ palette: true }))
    expect((await read(path)).data).toEqual(flat)
  })

  it('from grey, repeated', async () => {
    const grey = pixels.filter((_, i) => i % 3 === 0)
    const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 1 as const } }
    const repeated = Uint8Array.from(pixels, (_, i) => grey[Math.floor(i / 3)] ?? 0)
    expect((await read(await saved('grey.png', sharp(grey, raw).toColourspace('b-w').png()))).data).toEqual(repeated)
    const jpeg = await read(await saved('grey.jpg', sharp(grey, raw).toColourspace('b-w').jpeg({ quality: 100 })))
    expect([jpeg.data.length, jpeg.data.every((v, i) => v === jpeg.data[i - (i % 3)])]).toEqual([pixels.length, true])
  })

  it.each([
    ['grey', 1, 'grey16'],
    ['colour', 3, 'rgb16'],
  ] as const)('from 16-bit %s, the upper byte', async (_, channels, space) => {
    const upper = pixels.slice(0, WIDTH * HEIGHT * channels)
    const path = await saved(
      `${space}.png`,
      sharp(
        Uint16Array.from(upper, (v) => v * 257),
        { raw: { width: WIDTH, height: HEIGHT, channels } },
      )
        .toColourspace(space)
        .png(),
    )
    expect((await sharp(path).metadata()).depth).toBe('ushort')
    expect((await read(path)).data).toEqual(Uint8Array.from(pixels, (_v, i) => upper[channels === 1 ? Math.floor(i / 3) : i] ?? 0))
  })

  it('from CMYK', async () => {
    const red = sharp({ create: { width: 8, height: 8, channels: 3, background: '#f00' } })
    const { data } = await read(await saved('cmyk.jpg', red.toColourspace('cmyk').jpeg({ quality: 100 })))
    const [r = 0, g = 0, b = 0] = data
    expect([data.length, r > 180, g < 80, b < 80]).toEqual([8 * 8 * 3, true, true, true])
  })

  it('turned as its EXIF orientation says', async () => {
    const path = await saved('exif.png', rgb().withMetadata({ orientation: 6 }).png())
    const turned = await read(path)
    expect([turned.width, turned.height]).toEqual([HEIGHT, WIDTH])
    // A quarter to the right: the first row is the first column, from the bottom.
    const column = Array.from({ length: HEIGHT }, (_, i) => pixels[(HEIGHT - 1 - i) * WIDTH * 3])
    expect(Array.from({ length: HEIGHT }, (_, i) => turned.data[i * 3])).toEqual(column)
  })

  it('left as stored where only that has the size that annotations were made at', async () => {
    const path = await saved('exif-stored.png', rgb().withMetadata({ orientation: 6 }).png())
    expect((await read(path, { width: WIDTH, height: HEIGHT })).data).toEqual(pixels)
    expect((await read(path, { width: HEIGHT, height: WIDTH })).width).toBe(HEIGHT)
  })

  it('anew where the file has changed', async () => {
    const path = await saved('changing.png', rgb().png())
    await read(path)
    await rgb().negate().png().toFile(path)
    expect((await read(path)).data).toEqual(pixels.map((v) => 255 - v))
  })
})

describe('an image that cannot be used is an issue with its path', () => {
  it('missing, empty, text, an SVG, a folder', async () => {
    writeFileSync(join(folder, 'empty.png'), '')
    writeFileSync(join(folder, 'text.png'), 'no image')
    writeFileSync(
      join(folder, 'drawn.png'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/hostname"/></svg>',
    )
    for (const name of ['none.png', 'empty.png', 'text.png', 'drawn.png', '.'])
      expect((await issueOf(join(folder, name))).path).toEqual([join(folder, name)])
  })

  it.each(['png', 'jpeg'] as const)('a truncated %s', async (format) => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, () => draw.integer(256))
    const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer()
    for (const part of [0.05, 0.3, 0.6, 0.9]) {
      writeFileSync(join(folder, 'cut'), whole.subarray(0, whole.length * part))
      expect((await issueOf(join(folder, 'cut'))).code).toBe('image: broken')
    }
  })

  it('of another size than its record: both are named', async () => {
    const found = await issueOf(await saved('size.png', rgb().png()), { width: 6, height: 5 })
    expect(found.message).toContain('6×4 ≠ 6×5')
  })
})

const coco = shared('data/formats/coco/images')
describe.skipIf(coco.absent)('photographs (../shared/data/formats/coco)', () => {
  it('are all read, three bytes a pixel', async () => {
    for (const name of readdirSync(coco.path).slice(0, 10)) {
      const { width, height, data } = await read(join(coco.path, name))
      expect(data.length).toBe(width * height * 3)
    }
  })
})
