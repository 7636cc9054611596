import { parse } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import sharp from 'sharp'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Category } from '../../stdlib/data/dataset.ts'
import type { Picture } from '../../stdlib/data/picture.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import { marksOf } from './marks.ts'
import { enlargement, overlay } from './overlay.ts'

/**
 * A file name for each drawn picture: that of the image as PNG, with its position where several images have that name, in any letter
 * case. They are names alone, without folders, so none leaves the folder that they are put in.
 *
 * @example drawnNames(['a/1.jpg', 'b/1.jpg', 'b/2.jpg']) // => ['1-1.png', '1-2.png', '2.png']
 */
export const drawnNames = (files: readonly string[]): readonly string[] => {
  const stems = files.map((file) => parse(file).name)
  const counts = new Map<string, number>()
  for (const stem of stems) counts.set(stem.toLowerCase(), (counts.get(stem.toLowerCase()) ?? 0) + 1)
  const wanted = stems.map((stem, i) => (counts.get(stem.toLowerCase()) === 1 ? stem : `${stem}-${String(i + 1)}`))
  const taken = new Set(stems.map((stem) => stem.toLowerCase()).filter((stem) => counts.get(stem) === 1))
  return wanted.map((name, i) => {
    let free = name
    if (name !== stems[i]) while (taken.has(free.toLowerCase())) free += '_'
    taken.add(free.toLowerCase())
    return `${free}.png`
  })
}

/** The picture with the boxes of its results, as PNG; a small one is enlarged a whole number of times, its pixels kept sharp. */
export const drawn = (picture: Picture, results: readonly Detection[], classes: readonly Category[]): TE.TaskEither<Issue, Uint8Array> => {
  const by = enlargement(picture)
  const canvas = { width: picture.width * by, height: picture.height * by }
  return pipe(
    TE.tryCatch(
      async () => {
        const { data } = picture
        const raw = { width: picture.width, height: picture.height, channels: 3 } as const
        const large = await sharp(data, { raw })
          .resize({ ...canvas, kernel: 'nearest' })
          .raw()
          .toBuffer()
        return sharp(large, { raw: { ...raw, ...canvas } })
          .composite([{ input: Buffer.from(overlay(marksOf(results, classes, by), canvas)) }])
          .removeAlpha()
          .png()
          .toBuffer()
      },
      (e) => issue('detect: drawing', e instanceof Error ? e.message : String(e), 'leave out --draw'),
    ),
  )
}
