import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../../stdlib/data/image.ts'
import { decodeJpeg } from '../../../../stdlib/data/jpeg/decode.ts'
import { plainJpeg } from '../../../../stdlib/data/jpeg/header.ts'
import { segmentsIn } from '../../../../stdlib/data/jpeg/segments.ts'

const side = fc.integer({ min: 1, max: 40 })
const picture = (width: number, height: number, channels: 1 | 3 = 3) =>
  sharp(
    Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256),
    { raw: { width, height, channels } },
  )
const jpeg = (width: number, height: number) => picture(width, height).jpeg()

describe('the header of a plain JPEG', () => {
  it('says what libvips reads in it, and its pixels are those that libvips decodes', () =>
    fc.assert(
      fc.asyncProperty(side, side, fc.boolean(), fc.boolean(), fc.boolean(), async (width, height, progressive, full, grey) => {
        const drawn = grey ? picture(width, height, 1).toColourspace('b-w') : picture(width, height)
        const bytes = await drawn.jpeg({ progressive, chromaSubsampling: full ? '4:4:4' : '4:2:0' }).toBuffer()
        const { channels } = await sharp(bytes).metadata()
        expect(plainJpeg(bytes)).toEqual({ width, height, channels })
        const decoded = await decodeImage(bytes, 'a.jpg')()
        const data = await sharp(bytes).toColourspace('srgb').raw().toBuffer()
        expect(E.isRight(decoded) && [...decoded.right.data]).toEqual(
          grey ? [...data].flatMap((v) => (data.length === width * height ? [v, v, v] : [v])) : [...data],
        )
      }),
      { numRuns: 40 },
    ))

  it('is left to libvips where there is more in the file than pixels', async () => {
    const others = [
      jpeg(9, 5).withMetadata({ orientation: 6 }),
      jpeg(9, 5).withIccProfile('srgb'),
      jpeg(9, 5).toColourspace('cmyk'),
      picture(9, 5).png(),
    ]
    for (const other of others) expect(plainJpeg(await other.toBuffer())).toBeUndefined()
  })

  it('is left to libvips where EXIF stands behind the frame, so that the picture is turned as it says there', async () => {
    const bytes = await jpeg(9, 5).withMetadata({ orientation: 6 }).toBuffer()
    const [start, whole] = [
      bytes.subarray(0, 2),
      [...segmentsIn(bytes)].map((of) => ({ ...of, all: bytes.subarray(of.start - 4, of.end) })),
    ]
    const added = whole.filter(({ marker }) => marker === 0xe1 || marker === 0xe2)
    const moved = Buffer.concat([
      start,
      ...whole
        .filter((of) => !added.includes(of))
        .flatMap(({ marker, all }) => [all, ...(marker === 0xc0 ? added.map((of) => of.all) : [])]),
      bytes.subarray(whole.at(-1)?.end),
    ])
    expect(moved.length).toBe(bytes.length)
    const [found, expected] = [await decodeImage(moved, 'a.jpg')(), await decodeImage(bytes, 'a.jpg')()]
    expect(E.isRight(expected) && expected.right).toMatchObject({ width: 5, height: 9 })
    expect(found).toEqual(expected)
  })

  it('and the picture are found behind bytes that fill the places before markers', async () => {
    const bytes = await jpeg(9, 5).toBuffer()
    const filled = Buffer.concat([
      bytes.subarray(0, 2),
      ...[...segmentsIn(bytes)].flatMap(({ start, end }) => [Buffer.from([0xff, 0xff]), bytes.subarray(start - 4, end)]),
      bytes.subarray([...segmentsIn(bytes)].at(-1)?.end),
    ])
    expect(plainJpeg(filled)).toEqual({ width: 9, height: 5, channels: 3 })
    expect(decodeJpeg(filled)).toEqual(decodeJpeg(bytes))
    expect(decodeJpeg(bytes)).toBeDefined()
  })

  it('is nothing, without a crash, where bytes are cut or changed', async () => {
    const bytes = await jpeg(9, 5).toBuffer()
    for (let end = 0; end < 30; end++) expect(plainJpeg(bytes.subarray(0, end))).toBeUndefined()
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = Uint8Array.from(bytes, (b, i) => (i === at ? value : b))
        const found = plainJpeg(changed)
        expect(found === undefined || (found.width > 0 && found.height > 0)).toBe(true)
      }),
    )
  })
})
