import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { batchAt } from '../../stdlib/data/batches.ts'
import { readImage } from '../../stdlib/data/image.ts'
import type { Layout } from '../../stdlib/data/loading/layout.ts'
import type { Prepare } from '../../stdlib/data/loading/prepare.ts'
import { nothing } from '../../stdlib/data/samples.ts'
import { type Source, transformed } from '../../stdlib/data/source.ts'
import { imagenet } from '../../stdlib/data/transforms/normalise.ts'
import { scaledTo } from '../../stdlib/data/transforms/scale.ts'

/** Pictures that are read, resized to a square, mirrored and normalised, a batch at a time. */
export const Work = t.readonly(t.type({ files: t.readonlyArray(t.string), side: t.number, batch: t.number }, 'work'))
export type Work = t.TypeOf<typeof Work>

const sourceOf = ({ files }: Work): Source => ({
  classes: [],
  length: files.length,
  sample: (index) =>
    pipe(
      readImage(files[index] ?? ''),
      TE.map((picture) => ({ id: index, width: picture.width, height: picture.height, picture, truth: nothing, ignored: nothing })),
    ),
})

export const layoutOf = ({ side, batch }: Work): Layout => [{ name: 'images', dtype: 'float32', length: batch * side * side * 3 }]

/** As training prepares its batches, but that nothing is kept in memory: the peers keep nothing either. */
export const prepareOf = (work: Work): Prepare => {
  const { side, batch } = work
  const at = batchAt(transformed(scaledTo(side, 'fixed'))(sourceOf(work)), {
    seed: 0,
    batch,
    sampling: 'shuffle',
    augment: null,
    flips: { horizontal: 1, vertical: 0 },
    normalise: imagenet,
    size: { width: side, height: side },
  })
  return (step, into) => {
    const images = into['images']
    if (!(images instanceof Float32Array)) throw new Error('internal: a batch without images')
    return pipe(
      at(step, images),
      TE.map(({ ids, lost }) => ({ ids, lost })),
    )
  }
}
