import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, vi } from 'vitest'
import { decodeJpeg } from '../../../../stdlib/data/jpeg/decode.ts'
import type { Picture } from '../../../../stdlib/data/picture.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { resample } from '../../../../stdlib/data/resample/resample.ts'
import { shared } from '../shared.ts'
import { byPillow } from './by-pillow.ts'
import { crafted } from './crafted.ts'

/** What libvips gives, with libjpeg's decoder; undefined where it refuses. */
const byLibvips = async (bytes: Uint8Array): Promise<Picture | undefined> => {
  const input = sharp(bytes, { failOn: 'error', ignoreIcc: true })
  try {
    const { data, info } = await input.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const repeated = info.channels === 1 ? Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)] ?? 0) : data
    return { width: info.width, height: info.height, data: new Uint8Array(repeated) }
  } catch {
    return undefined
  }
}

const equals = (a: Picture, b: Picture | undefined): boolean =>
  a.width === b?.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0

const side = fc.oneof(fc.integer({ min: 5, max: 20 }), fc.integer({ min: 5, max: 90 }))

/** A picture as sharp writes it: smooth, noisy or of one colour. */
const written = fc
  .record({
    width: side,
    height: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 90 })),
    seed: fc.nat(1e6),
    noise: fc.constantFrom(0, 20, 256),
    quality: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(1, 100)),
    grey: fc.boolean(),
    full: fc.boolean(),
    optimiseCoding: fc.boolean(),
  })
  .map(({ width, height, seed, noise, quality, grey, full, optimiseCoding }) => {
    const draw = random(seed)
    const channels = grey ? 1 : 3
    const [a, b, c] = [draw.integer(9), draw.integer(9), draw.integer(256)]
    const pixel = (i: number): number => {
      const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)]
      return Math.min(
        255,
        Math.max(0, ((a * x + b * y + c + 60 * (i % channels)) % 256) + (noise === 0 ? 0 : draw.integer(noise) - noise / 2)),
      )
    }
    const drawn = sharp(
      Uint8Array.from({ length: width * height * channels }, (_, i) => pixel(i)),
      { raw: { width, height, channels } },
    )
    return (grey ? drawn.toColourspace('b-w') : drawn)
      .jpeg({ quality, chromaSubsampling: full ? '4:4:4' : '4:2:0', optimiseCoding })
      .toBuffer()
  })

const fromPillow = Object.values(byPillow).map((text) => new Uint8Array(Buffer.from(text, 'base64')))

const folders = ['data/seals/train', 'data/formats/coco/images', 'data/formats/visdrone/images'].map(shared)

describe('a JPEG that is decoded here', () => {
  it('has the pixels of libjpeg, every one', () =>
    fc.assert(
      fc.asyncProperty(written, async (writing) => {
        const bytes = await writing
        const found = decodeJpeg(bytes)
        expect(found !== undefined && equals(found, await byLibvips(bytes))).toBe(true)
      }),
      { numRuns: 250 },
    ))

  it.each(['restartingAcross', 'restartingBothWays', 'halvedAcross'] as const)('has them where it is %s', async (name) => {
    const bytes = new Uint8Array(Buffer.from(byPillow[name], 'base64'))
    const found = decodeJpeg(bytes)
    expect(found !== undefined && equals(found, await byLibvips(bytes))).toBe(true)
  })

  it.skipIf(folders.some(({ absent }) => absent))('has them where cameras and others wrote it (needs ../shared)', async () => {
    const files = folders.flatMap(({ path }) =>
      readdirSync(path)
        .filter((name) => /\.jpe?g$/i.test(name))
        .sort()
        .slice(0, 8)
        .map((name) => join(path, name)),
    )
    expect(files.length).toBeGreaterThan(20)
    for (const file of files) {
      const bytes = readFileSync(file)
      const found = decodeJpeg(bytes)
      expect(found !== undefined && equals(found, await byLibvips(bytes)), file).toBe(true)
    }
  })

  it('has them whatever was decoded before', async () => {
    const [small, large] = await Promise.all(
      [9, 300].map((width) =>
        sharp({ create: { width, height: width, channels: 3, background: 'teal', noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
          .jpeg()
          .toBuffer(),
      ),
    )
    if (small === undefined || large === undefined) throw new Error('two pictures')
    const first = [decodeJpeg(small), decodeJpeg(large)]
    const cut = Buffer.concat([large.subarray(0, large.length >> 1), Buffer.from([0xff, 0xd9])])
    expect(decodeJpeg(cut)).toBeUndefined()
    expect([decodeJpeg(small), decodeJpeg(large)]).toEqual(first)
  })
})

describe('a JPEG that is not', () => {
  it('has another order of its data, colours of its own, or is too narrow for smooth chroma', async () => {
    const drawn = (width: number) => sharp({ create: { width, height: 9, channels: 3, background: 'red' } })
    const others = [drawn(9).jpeg({ progressive: true }), drawn(4).jpeg(), drawn(9).toColourspace('cmyk').jpeg(), drawn(9).png()]
    for (const other of others) expect(decodeJpeg(await other.toBuffer())).toBeUndefined()
    expect(decodeJpeg(new Uint8Array(Buffer.from(byPillow.rgb, 'base64')))).toBeUndefined()
    expect(decodeJpeg(await drawn(5).jpeg().toBuffer())).toBeDefined()
  })

  it('needs more memory than stays taken', async () => {
    const wide = (width: number) => sharp({ create: { width, height: 2000, channels: 3, background: 'red' } }).jpeg()
    expect(decodeJpeg(await wide(8000).toBuffer())).toBeUndefined()
    expect(decodeJpeg(await wide(800).toBuffer())).toBeDefined()
  })

  it('needs memory that cannot be had, and is resized without it too', async () => {
    const side = 2500
    const bytes = await sharp({ create: { width: side, height: side, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
    const none = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no memory')
    })
    expect(decodeJpeg(bytes)).toBeUndefined()
    const red = { width: side, height: side, data: new Uint8Array(3 * side * side) }
    expect(resample({ width: 3, height: 2 })(red).data.length).toBe(18)
    none.mockRestore()
    expect(decodeJpeg(bytes)).toBeDefined()
  })

  it('is cut anywhere', async () => {
    const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
    for (let end = 0; end < bytes.length; end++) expect(decodeJpeg(bytes.subarray(0, end))).toBeUndefined()
  })

  it('is damaged: what is decoded all the same has the pixels of libjpeg, and libjpeg takes it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(written, fc.constantFrom(...fromPillow.map((bytes) => Promise.resolve(bytes)))),
        fc.array(fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), value: fc.nat(255), how: fc.nat(3) }), {
          minLength: 1,
          maxLength: 3,
        }),
        async (writing, damages) => {
          const bytes = damages.reduce<readonly number[]>(
            (now, { at, value, how }) => {
              const place = Math.floor(at * now.length)
              if (how === 0) return now.filter((_, i) => i !== place)
              if (how === 1) return [...now.slice(0, place), value, ...now.slice(place)]
              return now.map((b, i) => (i !== place ? b : how === 2 ? value : b ^ (1 << (value % 8))))
            },
            [...(await writing)],
          )
          const found = decodeJpeg(Uint8Array.from(bytes))
          if (found !== undefined) expect(equals(found, await byLibvips(Uint8Array.from(bytes)))).toBe(true)
        },
      ),
      { numRuns: 400 },
    ))

  const three = (ids: readonly number[], sampling = 0x11) => ids.map((id, i) => [id, i === 0 ? sampling : 0x11] as const)
  const far = '01'.padEnd(3, '1')

  it.each([
    ['a block', { bits: '1011' + '00' }],
    ['a run up to the last coefficient', { bits: '0' + far.repeat(3) + '110' + '10000' }],
    ['a large coefficient', { bits: '0' + '10' + '1000000000' + '00', step: 15 }],
    ['a step of 16 bits', { bits: '1011' + '00', step: 300 }],
    ['grey that is sampled otherwise, block by block all the same', { bits: '1011' + '00', components: [[1, 0x22]] as const }],
    ['three components', { bits: '000'.repeat(3), components: three([1, 2, 3]) }],
    ['EXIF without a turn', { bits: '000', inFront: [[0xe1, Array.from(Buffer.from('Exif'))]] as const }],
  ])('but %s is read', async (_, of) => {
    const found = decodeJpeg(crafted(of))
    expect(found !== undefined && equals(found, await byLibvips(crafted(of)))).toBe(true)
  })

  it.each([
    ['has a run past the last coefficient', { bits: '0' + far.repeat(4) }],
    ['has a coefficient that no picture has', { bits: '0' + '10' + '1000000000' + '00', step: 17 }],
    ['has a constant that no picture has', { bits: '110' + '11111111111' + '00', step: 5 }],
    ['has a byte too many', { bits: '000', behind: [0x55] }],
    ['has bits too few', { bits: '0' + '10' + '1000' }],
    ['has a word of ones only', { bits: '000', constants: [[2], [0, 2]] as const }],
    [
      'has constants of more than 15 bits',
      {
        bits: '000',
        constants: [
          [1, 1],
          [0, 16],
        ] as const,
      },
    ],
    ['has a word that is in no table', { bits: '0' + '1111111111111111' }],
    ['has red, green and blue', { bits: '000'.repeat(3), components: three([82, 71, 66]) }],
    ['says by Adobe what its components are', { bits: '000'.repeat(3), components: three([1, 2, 3]), inFront: [[0xee, [0]]] as const }],
    [
      'has a run of one zero and no coefficient',
      {
        bits: '0' + '01' + '00',
        others: [
          [0, 2],
          [0x00, 0x10],
        ] as const,
      },
    ],
    // libjpeg warns of these three, and decodes them all the same.
    ['has a scan without its constants', { bits: '000', spectrum: [1, 63, 0] as const }],
    ['has a scan without its last coefficient', { bits: '000', spectrum: [0, 62, 0] as const }],
    ['has a scan without the last bits', { bits: '000', spectrum: [0, 63, 1] as const }],
    ['has another frame', { bits: '000', inFront: [[0xc0, [8, 0, 9, 0, 9, 1, 1, 0x11, 0]]] as const }],
    ['has a component in its scan that is not in its frame', { bits: '000', scanned: [2] }],
    ['has no blocks in a unit', { bits: '000', components: [[1, 0x01]] as const }],
    ['has chroma that is halved down only', { bits: '000'.repeat(4), components: three([1, 2, 3], 0x12) }],
  ])('%s', (_, of) => {
    expect(decodeJpeg(crafted(of))).toBeUndefined()
  })
})
