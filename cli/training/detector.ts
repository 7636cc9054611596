import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Session, Values } from '../../dsl/targets/session.ts'
import { imagesFeed, outputName } from '../../graphs/experiment/names.ts'
import { area, type Extent } from '../../stdlib/boxes/box.ts'
import { type Detection, detections, type DetectionOptions } from '../../stdlib/boxes/detections.ts'
import type { Points } from '../../stdlib/boxes/grid.ts'
import { batchOf } from '../../stdlib/data/batches.ts'
import type { Item } from '../../stdlib/data/source.ts'
import type { Normalisation } from '../../stdlib/data/transforms/normalise.ts'

/** How pictures become a network's input, and its outputs detections: all that is to be known of an experiment once it is compiled. */
export interface Reading {
  readonly size: Extent
  readonly normalise: Normalisation
  readonly levels: readonly (Points & { readonly level: string })[]
  readonly test: DetectionOptions
  /** Images in one run. */
  readonly batch: number
}

/** A trained detector that is ready to run, some images at a time. */
export interface DetectorSession {
  /** Images in one run, at most. */
  readonly batch: number
  /** The detections of each item, best first, in pixels of its picture and inside of it. The pictures fit the network's input. */
  readonly detect: (items: readonly Item[]) => TE.TaskEither<Issue, readonly (readonly Detection[])[]>
  readonly close: () => void
}

const rows = (values: ArrayLike<number>, image: number, images: number): ArrayLike<number> => {
  const n = values.length / images
  return values instanceof Float32Array || values instanceof Float64Array
    ? values.subarray(image * n, (image + 1) * n)
    : Array.from(values).slice(image * n, (image + 1) * n)
}

/** A session of a compiled inference as a detector. */
export const detectorOn = ({ size, normalise, levels, test, batch }: Reading, session: Session): DetectorSession => {
  /** A short batch is filled up with zeros, which no one looks at. */
  const filled = (images: Float32Array): Float32Array => {
    const full = new Float32Array(batch * size.width * size.height * 3)
    full.set(images)
    return full
  }
  const read = (out: Values, { picture }: Item, image: number): readonly Detection[] =>
    detections(
      levels.map((g) => {
        const part = (name: 'logits' | 'sides' | 'centerness'): ArrayLike<number> =>
          rows(out[outputName(g.level, name)] ?? [], image, batch)
        return { ...g, classes: part('logits'), sides: part('sides'), centerness: part('centerness') }
      }),
      picture,
      test,
    ).filter(({ box }) => area(box) > 0)
  return {
    batch,
    detect: (items) =>
      pipe(
        TE.fromEither(batchOf(items, { size, normalise })),
        TE.chain(({ images }) => session.run({ [imagesFeed]: filled(images) })),
        TE.map((out) => items.map((item, i) => read(out, item, i))),
      ),
    close: session.close,
  }
}
