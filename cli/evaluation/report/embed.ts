import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import sharp from 'sharp'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import type { Files } from '../../../stdlib/data/files.ts'
import { decodeImage } from '../../../stdlib/data/image.ts'
import type { Picture } from '../../../stdlib/data/picture.ts'

/** A picture inside the page, and its size in the pixels that boxes are in. */
export interface Embedded {
  readonly jpeg: Uint8Array
  readonly width: number
  readonly height: number
}

/** Pixels of the longer side, and bytes, at most. */
const longest = 1200
const heaviest = 400_000
const qualities = [85, 70, 50, 30] as const

/** An image of a data set as JPEG of at most 1,200 pixels a side and about 400 kB. */
export const embed = (files: Files, name: string): TE.TaskEither<Issue, Embedded> =>
  pipe(
    files.bytes(name),
    TE.chain((bytes) => decodeImage(bytes, name)),
    TE.chain((picture) =>
      TE.tryCatch(
        async () => ({ jpeg: await coded(picture), width: picture.width, height: picture.height }),
        (e) => issue('evaluate: picture', e instanceof Error ? e.message : String(e), 'leave out --images', { path: [name] }),
      ),
    ),
  )

const coded = async ({ data, width, height }: Picture): Promise<Uint8Array> => {
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(longest, longest, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { width: small.info.width, height: small.info.height, channels: 3 } as const
  const at = (quality: number): Promise<Uint8Array> => sharp(small.data, { raw }).jpeg({ quality }).toBuffer()
  let jpeg = await at(qualities[0])
  for (const quality of qualities.slice(1)) if (jpeg.length > heaviest) jpeg = await at(quality)
  return jpeg
}

/** Pictures by position of their image, and what was in the way of the others. */
export interface Album {
  readonly pictures: ReadonlyMap<number, Embedded>
  readonly issues: readonly Issue[]
}

/** Embeds these images one after the other, so that one decoded picture is in memory at a time. */
export const albumOf = async (files: Files, wanted: readonly { readonly image: number; readonly file: string }[]): Promise<Album> => {
  const pictures = new Map<number, Embedded>()
  const issues: Issue[] = []
  for (const { image, file } of wanted) {
    const result = await embed(files, file)()
    if (E.isLeft(result)) issues.push(result.left)
    else pictures.set(image, result.right)
  }
  return { pictures, issues }
}
