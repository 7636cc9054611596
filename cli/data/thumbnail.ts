import * as TE from 'fp-ts/lib/TaskEither.js'
import sharp from 'sharp'
import type { Extent } from '../../stdlib/boxes/box.ts'
import type { Picture } from '../../stdlib/data/picture.ts'
import type { Shown } from './sheet.ts'

/** Pixels of the longer side, and bytes, at most. */
const longest = 640
const heaviest = 150_000

/** Qualities that are tried in turn until the bytes are few enough. */
const qualities = [80, 60, 40, 20] as const

/**
 * A part of a picture as JPEG of at most 640 pixels a side and about 150 kB: smaller pictures are not enlarged, since a browser does that.
 *
 * @param part inside the picture
 */
export const thumbnail = (picture: Picture, part: Extent & { readonly x: number; readonly y: number }): TE.TaskEither<string, Shown> =>
  TE.tryCatch(
    async () => {
      const { width, height, data } = picture
      const by = Math.min(1, longest / Math.max(part.width, part.height))
      const { data: small, info } = await sharp(data, { raw: { width, height, channels: 3 } })
        .extract({ left: part.x, top: part.y, width: part.width, height: part.height })
        .resize(Math.max(1, Math.round(part.width * by)), Math.max(1, Math.round(part.height * by)), { fit: 'fill' })
        .raw()
        .toBuffer({ resolveWithObject: true })
      const coded = (quality: number): Promise<Uint8Array> =>
        sharp(small, { raw: { width: info.width, height: info.height, channels: 3 } })
          .jpeg({ quality })
          .toBuffer()
      let jpeg = await coded(qualities[0])
      for (const quality of qualities.slice(1)) if (jpeg.length > heaviest) jpeg = await coded(quality)
      return { ...part, jpeg }
    },
    (e) => (e instanceof Error ? e.message : String(e)),
  )
