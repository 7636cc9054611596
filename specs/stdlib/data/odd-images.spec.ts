import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeImage, readImage } from '../../../stdlib/data/image.ts'
import type { Extent } from '../../../stdlib/boxes/box.ts'
import { FLOAT, SIGNED, tiff, UNSIGNED } from './tiff.ts'

const folder = mkdtempSync(join(tmpdir(), 'odd-images-'))
afterAll(() => rmSync(folder, { recursive: true }))

const W = 6
const H = 4
const noise = Uint8Array.from({ length: W * H * 3 }, (_, i) => (i * 89 + 17) % 256)
const picture = () => sharp(noise, { raw: { width: W, height: H, channels: 3 } })
const decoded = async (bytes: Uint8Array, declared?: Extent) => decodeImage(bytes, 'a', declared)()
const codeOf = async (bytes: Uint8Array, declared?: Extent) => {
  const found = await decoded(bytes, declared)
  return E.isLeft(found) ? found.left.code : 'read'
}
const dataOf = async (bytes: Uint8Array) => {
  const found = await decoded(bytes)
  return E.isLeft(found) ? found.left : found.right.data
}

/** Three pictures below each other, as sharp takes animations; the first is black. */
const frames = (): Sharp =>
  sharp(
    Uint8Array.from({ length: W * H * 9 }, (_, i) => Math.floor(i / (W * H * 3)) * 90),
    { raw: { width: W, height: H * 3, channels: 3, pageHeight: H } },
  )

describe('of several pictures in one file the first is read', () => {
  it.each([
    ['a GIF', () => frames().gif()],
    ['a WebP', () => frames().webp({ lossless: true })],
    ['a TIFF', () => frames().tiff({ compression: 'none' })],
  ])('%s', async (_, of) => {
    const bytes = await of().toBuffer()
    expect((await sharp(bytes).metadata()).pages).toBe(3)
    expect(await dataOf(bytes)).toEqual(new Uint8Array(W * H * 3))
  })
})

describe('numbers of other widths', () => {
  const channelsOf = (n: number) => Uint8Array.from({ length: W * H * n }, (_, i) => (i * 53 + 7) % 256)
  it.each([1, 3])('16 bits of a TIFF with %d channels: the upper byte', async (channels) => {
    const upper = channelsOf(channels)
    const data = Uint8Array.from({ length: upper.length * 2 }, (_, i) => (i % 2 === 1 ? (upper[(i - 1) / 2] ?? 0) : 99))
    const bytes = tiff({ width: W, height: H, channels, bits: 16, kind: UNSIGNED, data })
    expect((await sharp(bytes).metadata()).depth).toBe('ushort')
    expect(await dataOf(bytes)).toEqual(channels === 3 ? upper : Uint8Array.from(noise, (_v, i) => upper[Math.floor(i / 3)] ?? 0))
  })

  it('1 bit: black and white', async () => {
    const bytes = await sharp(Uint8Array.from([0, 255, 0, 255, 255, 0, 0, 255]), { raw: { width: 8, height: 1, channels: 1 } })
      .toColourspace('b-w')
      .tiff({ bitdepth: 1 })
      .toBuffer()
    expect(await dataOf(bytes)).toEqual(Uint8Array.from([0, 255, 0, 255, 255, 0, 0, 255].flatMap((v) => [v, v, v])))
  })

  it('a fourth channel, as near infrared, is left out like transparency', async () => {
    const data = channelsOf(4)
    const bytes = tiff({ width: W, height: H, channels: 4, bits: 8, kind: UNSIGNED, data })
    expect(await dataOf(bytes)).toEqual(data.filter((_, i) => i % 4 !== 3))
  })

  it.each([
    ['5 channels', 5, 8, UNSIGNED, 'image: unknown channels'],
    ['8 channels', 8, 8, UNSIGNED, 'image: unknown channels'],
    ['float32', 3, 32, FLOAT, 'image: unknown depth'],
    ['int16', 1, 16, SIGNED, 'image: unknown depth'],
    ['32 bits', 1, 32, UNSIGNED, 'image: unknown depth'],
  ])('%s are refused', async (_, channels, bits, kind, code) => {
    const data = new Uint8Array((W * H * channels * bits) / 8)
    expect(await codeOf(tiff({ width: W, height: H, channels, bits, kind, data }))).toBe(code)
  })
})

/** A PNG that says any size; its pixels are `rows` of zeros, compressed. */
const png = ({ width, height }: Extent, rows = 0): Uint8Array => {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const around = Buffer.alloc(8)
    around.writeUInt32BE(data.length, 0)
    around.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(Buffer.alloc(rows * (1 + width * 3)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('sizes', () => {
  it('30,000 px wide is read', async () => {
    const found = await decoded(png({ width: 30_000, height: 100 }, 100), { width: 30_000, height: 100 })
    expect(E.isRight(found) && [found.right.width, found.right.height, found.right.data.length]).toEqual([30_000, 100, 9e6])
  })

  it('30,000 × 30,000 is refused by its header, whatever its record says: at most 16,383² pixels are decoded', async () => {
    const size = { width: 30_000, height: 30_000 }
    const found = await decoded(png(size), size)
    expect(E.isLeft(found) && [found.left.code, found.left.message.includes('30000×30000')]).toEqual(['image: too many pixels', true])
  })

  it('a size other than the record says is refused by the header: pixels that would break the decoder are not looked at', async () => {
    const bytes = png({ width: 9_000, height: 9_000 })
    expect(await codeOf(bytes, { width: 40, height: 40 })).toBe('image: another size than annotated')
    expect(await codeOf(bytes, { width: 9_000, height: 9_000 })).toBe('image: broken')
  })

  it('no more memory is taken than for the pixels of the record', async () => {
    const bomb = png({ width: 8_000, height: 8_000 }, 8_000)
    expect(bomb.length).toBeLessThan(2e5)
    const before = process.memoryUsage().rss
    for (let i = 0; i < 20; i++) expect(await codeOf(bomb, { width: 8, height: 8 })).toBe('image: another size than annotated')
    expect(process.memoryUsage().rss - before).toBeLessThan(8_000 * 8_000 * 3)
  })
})

const whole: readonly (readonly [name: string, make: () => Sharp])[] = [
  ['JPEG', () => picture().jpeg()],
  ['progressive JPEG', () => picture().jpeg({ progressive: true })],
  ['PNG', () => picture().png()],
  ['interlaced PNG', () => picture().png({ progressive: true })],
  ['palette PNG', () => picture().png({ palette: true })],
  ['WebP', () => picture().webp()],
  ['lossless WebP', () => picture().webp({ lossless: true })],
  ['GIF', () => picture().gif()],
  ['TIFF', () => picture().tiff({ compression: 'none' })],
  [
    'TIFF of JPEG strips',
    () => sharp({ create: { width: 64, height: 48, channels: 3, background: '#a51' } }).tiff({ compression: 'jpeg' }),
  ],
  ['TIFF of LZW', () => picture().tiff({ compression: 'lzw' })],
]

describe('a damaged file', () => {
  it.each(whole)('a %s that is cut anywhere is an issue, or the very picture', async (_, make) => {
    const bytes = await make().toBuffer()
    const right = await dataOf(bytes)
    expect(right).toBeInstanceOf(Uint8Array)
    for (let end = 0; end < bytes.length; end += Math.max(1, Math.floor(bytes.length / 500))) {
      const cut = await dataOf(bytes.subarray(0, end))
      if (cut instanceof Uint8Array) expect(cut).toEqual(right)
      else expect([cut.path, cut.code]).toEqual([['a'], expect.stringMatching(/^image: /)])
    }
  })

  it.each(whole)('a %s with bytes changed is an issue or a picture of three bytes a pixel', async (_, make) => {
    const bytes = await make().toBuffer()
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const changed = Uint8Array.from(bytes)
        for (const [at, byte] of changes) changed[at] = byte
        const found = await decoded(changed)
        if (E.isRight(found)) expect(found.right.data.length).toBe(found.right.width * found.right.height * 3)
        else expect(found.left.path).toEqual(['a'])
      }),
      { numRuns: 60 },
    )
  })
})

describe('what is no file', () => {
  it('a folder, and a pipe that nobody writes to, are issues', async () => {
    mkdirSync(join(folder, 'folder.png'))
    execFileSync('mkfifo', [join(folder, 'pipe.png')])
    writeFileSync(join(folder, 'fine.png'), await picture().png().toBuffer())
    const codes = []
    for (const name of ['folder.png', 'pipe.png', 'none.png', 'fine.png']) {
      const found = await readImage(join(folder, name))()
      codes.push(E.isLeft(found) ? `${found.left.code} ${found.left.path.join()}` : 'read')
    }
    expect(codes).toEqual([
      `file: no file ${join(folder, 'folder.png')}`,
      `file: no file ${join(folder, 'pipe.png')}`,
      `file: missing ${join(folder, 'none.png')}`,
      'read',
    ])
  })
})
