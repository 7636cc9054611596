import * as fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { jpegColours } from '../../web/jpeg-colours.ts'

const picture = sharp(Buffer.alloc(8 * 8 * 3, 90), { raw: { width: 8, height: 8, channels: 3 } })

describe('a JPEG', () => {
  it('has as many colours as it was written with, whatever stands before the frame', async () => {
    const written = async (of: Sharp): Promise<number | undefined> => jpegColours(await of.toBuffer())
    expect([
      await written(picture.clone().toColourspace('b-w').jpeg()),
      await written(picture.clone().jpeg({ progressive: true })),
      await written(picture.clone().withIccProfile('p3').withMetadata({ orientation: 6 }).jpeg()),
      await written(picture.clone().toColourspace('cmyk').jpeg()),
    ]).toEqual([1, 3, 3, 4])
  })

  it('of any bytes is looked at to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const given = Uint8Array.of(0xff, 0xd8, ...bytes)
        expect([undefined, 'number']).toContain(jpegColours(given) === undefined ? undefined : 'number')
      }),
    )
  })
})
