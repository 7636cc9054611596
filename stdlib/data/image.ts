import { readFile } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import sharp from 'sharp'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import type { Extent } from '../boxes/box.ts'
import type { Picture } from './picture.ts'

// Training computes on the same cores; and a file that changes is read again.
sharp.concurrency(1)
sharp.cache(false)

/** Formats that hold pixels only; an SVG, say, may name other files. */
const RASTER = ['jpeg', 'png', 'webp', 'tiff', 'gif'] as const

const reason = (e: unknown): string => (e instanceof Error ? (e.message.split('\n')[0] ?? '') : String(e))

/**
 * Reads an image file as 8-bit RGB: grey is repeated, 16 bits are reduced, CMYK is converted, transparency and colour profiles are left
 * out (as Pillow and OpenCV do), and the picture is turned as its EXIF orientation says.
 *
 * @param declared the size that annotations were made at: where only the picture as stored, not turned, has it, it is left as stored
 * @returns an Issue with the path where the file is missing, no image, truncated, or of another size than declared
 */
export const readImage = (path: string, declared?: Extent): TE.TaskEither<Issue, Picture> =>
  pipe(
    TE.tryCatch(
      () => readFile(path),
      (e) => issue('image: cannot be read', reason(e), 'check the path and its permissions', { path: [path] }),
    ),
    TE.chain((bytes) => decodeImage(bytes, path, declared)),
  )

const decodeImage = (bytes: Uint8Array, path: string, declared?: Extent): TE.TaskEither<Issue, Picture> =>
  pipe(
    TE.tryCatch(
      async () => {
        const input = sharp(bytes, { failOn: 'truncated', ignoreIcc: true })
        const stored = await input.metadata()
        const known: readonly string[] = RASTER
        if (!known.includes(stored.format)) return E.left(unknownFormat(path, stored.format))
        const asStored = declared !== undefined && !same(declared, stored.autoOrient) && same(declared, stored)
        const { data, info } = await (asStored ? input : input.autoOrient())
          .toColourspace('srgb')
          .removeAlpha()
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true })
        return rgb({ data: Uint8Array.from(data), width: info.width, height: info.height }, info.channels, path, declared)
      },
      (e) => issue('image: broken', reason(e), 'replace the file: it is no image, or it ends too early', { path: [path] }),
    ),
    TE.chainEitherK((picture) => picture),
  )

const same = (a: Extent, b: Extent): boolean => a.width === b.width && a.height === b.height

const shown = (size: Extent): string => `${size.width}×${size.height}`

const unknownFormat = (path: string, format: string): Issue =>
  issue('image: unknown format', `expected one of ${RASTER.join(', ')}, found ${format}`, 'convert the file to PNG or JPEG', {
    path: [path],
  })

const rgb = (picture: Picture, channels: number, path: string, declared?: Extent): E.Either<Issue, Picture> => {
  if (declared !== undefined && !same(declared, picture))
    return E.left(
      issue(
        'image: another size than annotated',
        `size of the file = width × height of its record, but ${shown(picture)} ≠ ${shown(declared)}`,
        'boxes would land beside their objects: annotate this file, or correct width and height',
        { path: [path], evidence: [['file', shown(picture)] as const, ['record', shown(declared)] as const] },
      ),
    )
  if (channels === 3) return E.right(picture)
  return channels === 1
    ? E.right({ ...picture, data: Uint8Array.from({ length: picture.data.length * 3 }, (_, i) => picture.data[Math.floor(i / 3)] ?? 0) })
    : E.left(issue('image: unknown channels', `expected 1 or 3 channels, found ${channels}`, 'convert the file to RGB', { path: [path] }))
}
