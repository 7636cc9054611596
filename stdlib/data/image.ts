import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import sharp from 'sharp'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import type { Extent } from '../boxes/box.ts'
import { fileBytes } from '../files/bytes.ts'
import { formatOf, isRaster, RASTER } from './image-format.ts'
import { decodeJpeg } from './jpeg/decode.ts'
import { plainJpeg } from './jpeg/header.ts'
import type { Picture } from './picture.ts'

// Training computes on the same cores; and a file that changes is read again.
sharp.concurrency(1)
sharp.cache(false)

/** Pixels of an image that is decoded, at most (16,383²): 0.8 GB as RGB. A file of a few kilobytes can declare any number. */
export const MOST_PIXELS = 16_383 ** 2

const reason = (e: unknown): string => (e instanceof Error ? (e.message.split('\n')[0] ?? '') : String(e))

/**
 * Reads an image file as 8-bit RGB: grey is repeated, 16 bits are reduced, CMYK is converted, transparency and colour profiles are left
 * out (as Pillow and OpenCV do), and the picture is turned as its EXIF orientation says. Of several pictures in a file (an animated GIF or WebP, the pages
 * of a TIFF) it is the first, as in Pillow and OpenCV.
 *
 * @param declared the size that annotations were made at: where only the picture as stored, not turned, has it, it is left as stored
 * @returns an Issue with the path where the file is missing, no image, truncated, or of another size than declared
 */
export const readImage = (path: string, declared?: Extent): TE.TaskEither<Issue, Picture> =>
  pipe(
    fileBytes(path),
    TE.chain((bytes) => decodeImage(bytes, path, declared)),
  )

/**
 * Decodes an image as `readImage` does. Its header is read first, and memory for pixels is taken only where their number is what was declared, and
 * within `MOST_PIXELS`.
 *
 * @param name what issues call the file
 */
export const decodeImage = (bytes: Uint8Array, name: string, declared?: Extent): TE.TaskEither<Issue, Picture> =>
  decoded('error')(bytes, name, declared)

/** Decodes as `decodeImage` does what has nothing that its decoder would warn of, such as a run of damaged bytes, which libjpeg paints grey; else an Issue. */
export const decodeSound = (bytes: Uint8Array, name: string, declared?: Extent): TE.TaskEither<Issue, Picture> =>
  decoded('warning')(bytes, name, declared)

const decoded =
  (failOn: FailOn) =>
  (bytes: Uint8Array, name: string, declared?: Extent): TE.TaskEither<Issue, Picture> =>
    pipe(
      raster(bytes),
      TE.chain(header),
      TE.chainEitherK((stored) =>
        pipe(
          placed(stored, declared),
          E.map((turned) => turned && stored.orientation !== undefined && stored.orientation !== 1),
        ),
      ),
      TE.chain((turned) => pixels(bytes, turned, failOn)),
      TE.filterOrElse(
        ({ picture }) => declared === undefined || same(declared, picture),
        ({ picture }) => anotherSize(picture, declared ?? picture),
      ),
      TE.chainEitherK(({ picture, channels }) => rgb(picture, channels)),
      TE.mapLeft(under(name)),
    )

/** Bytes that begin as an image does. */
const raster = (bytes: Uint8Array): TE.TaskEither<Issue, Uint8Array> => {
  const format = formatOf(bytes)
  if (isRaster(format)) return TE.right(bytes)
  return TE.left(format === undefined ? noImage(bytes) : unknownFormat(format))
}

/** The size of an image as it is shown, by its header; the bytes may end after that. */
export const sizeIn = (bytes: Uint8Array, name: string): TE.TaskEither<Issue, Extent> =>
  pipe(
    raster(bytes),
    TE.chain(header),
    TE.bimap(under(name), ({ autoOrient: { width, height } }) => ({ width, height })),
  )

const under =
  (name: string) =>
  (found: Issue): Issue => ({ ...found, path: [name] })

const broken = (e: unknown): Issue => issue('image: broken', reason(e), 'replace the file: it is damaged, or it ends too early')

/** What ends decoding. */
type FailOn = 'error' | 'warning'

/** What a header tells: the picture as it is stored, and its size as it is shown. */
interface Header extends Extent {
  readonly autoOrient: Extent
  readonly channels: number
  readonly depth: string
  readonly orientation?: number | undefined
}

const header = (bytes: Uint8Array): TE.TaskEither<Issue, Header> => {
  const plain = plainJpeg(bytes)
  return plain === undefined
    ? TE.tryCatch(
        () => sharp(bytes, { limitInputPixels: false }).metadata(),
        (e) => (/channel limit/.test(reason(e)) ? unknownChannels('more than 5') : broken(e)),
      )
    : TE.right({ ...plain, autoOrient: plain, depth: 'uchar' })
}

/** Whether the picture is to be turned as its orientation says; an Issue where it should not be decoded at all. */
const placed = (stored: Header, declared: Extent | undefined): E.Either<Issue, boolean> => {
  const { autoOrient: turned, channels, depth } = stored
  if (channels > 4) return E.left(unknownChannels(channels))
  if (depth !== 'uchar' && depth !== 'ushort') return E.left(unknownDepth(depth))
  if (declared !== undefined && !same(declared, turned) && !same(declared, stored)) return E.left(anotherSize(turned, declared))
  if (stored.width * stored.height > MOST_PIXELS) return E.left(tooLarge(stored))
  return E.right(declared === undefined || same(declared, turned))
}

// A JPEG of the usual kind takes libvips two to four times as long. Level `error`, since a TIFF's JPEG strips that are cut are no more to `truncated`.
const pixels = (
  bytes: Uint8Array,
  turned: boolean,
  failOn: FailOn,
): TE.TaskEither<Issue, { readonly picture: Picture; readonly channels: number }> =>
  TE.tryCatch(async () => {
    const usual = turned ? undefined : decodeJpeg(bytes)
    if (usual !== undefined) return { picture: usual, channels: 3 }
    const input = sharp(bytes, { failOn, ignoreIcc: true, limitInputPixels: MOST_PIXELS })
    const { data, info } = await (turned ? input.autoOrient() : input)
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    return {
      picture: { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width: info.width, height: info.height },
      channels: info.channels,
    }
  }, broken)

const same = (a: Extent, b: Extent): boolean => a.width === b.width && a.height === b.height

const shown = (size: Extent): string => `${size.width}×${size.height}`

const unknownFormat = (format: string): Issue =>
  issue('image: unknown format', `expected one of ${RASTER.join(', ')}, found ${format}`, 'convert the file to PNG or JPEG')

const noImage = (bytes: Uint8Array): Issue =>
  issue(
    'image: broken',
    bytes.length === 0 ? 'the file is empty' : 'no format of images begins as this file does',
    `replace the file by one of ${RASTER.join(', ')}`,
    bytes.length === 0
      ? {}
      : { evidence: [['begins', Array.from(bytes.subarray(0, 8), (b) => b.toString(16).padStart(2, '0')).join(' ')]] },
  )

const tooLarge = (size: Extent): Issue =>
  issue(
    'image: too many pixels',
    `at most ${MOST_PIXELS} pixels (16,383²) are decoded, but ${shown(size)} = ${size.width * size.height}`,
    'cut the image, and its annotations, into parts',
  )

const unknownDepth = (depth: string): Issue =>
  issue(
    'image: unknown depth',
    `expected 8 or 16 bits a channel, found ${depth}, whose black and white are not known`,
    'convert the file to 8 bits a channel',
  )

const unknownChannels = (channels: number | string): Issue =>
  issue('image: unknown channels', `expected 1 to 4 channels, found ${channels}`, 'convert the file to RGB')

const anotherSize = (found: Extent, declared: Extent): Issue =>
  issue(
    'image: another size than annotated',
    `size of the file = width × height of its record, but ${shown(found)} ≠ ${shown(declared)}`,
    'boxes would land beside their objects: annotate this file, or correct width and height',
    { evidence: [['file', shown(found)] as const, ['record', shown(declared)] as const] },
  )

const rgb = (picture: Picture, channels: number): E.Either<Issue, Picture> => {
  if (channels === 3) return E.right(picture)
  return channels === 1 ? E.right({ ...picture, data: repeated(picture.data) }) : E.left(unknownChannels(channels))
}

const repeated = (grey: Uint8Array): Uint8Array => {
  const data = new Uint8Array(grey.length * 3)
  grey.forEach((v, i) => data.fill(v, 3 * i, 3 * i + 3))
  return data
}
