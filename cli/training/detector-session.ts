import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile } from '../../dsl/compile/compile.ts'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Target, Values } from '../../dsl/targets/session.ts'
import { levelsAt, imagesFeed, inferenceOf, outputName } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { area } from '../../stdlib/boxes/box.ts'
import { type Detection, detections } from '../../stdlib/boxes/detections.ts'
import { batchOf } from '../../stdlib/data/batches.ts'
import type { Item } from '../../stdlib/data/source.ts'
import { inputSize, normalisationOf } from './input.ts'

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

/** Opens the inference of an experiment with the values of its parameters; others may be among them. */
export const openDetector = (e: Experiment, target: Target, values: Values, batch: number): TE.TaskEither<Issue, DetectorSession> =>
  pipe(
    compile(target.table)(inferenceOf(e, batch)),
    E.mapLeft(([first]) => first),
    TE.fromEither,
    TE.chain((program) => target.open(program, values)),
    TE.map((session) => {
      const levels = levelsAt(e)
      const input = { size: inputSize(e), normalise: normalisationOf(e) }
      /** A short batch is filled up with zeros, which no one looks at. */
      const filled = (images: Float32Array): Float32Array => {
        const full = new Float32Array(batch * input.size.width * input.size.height * 3)
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
          e.test,
        ).filter(({ box }) => area(box) > 0)
      return {
        batch,
        detect: (items) =>
          pipe(
            TE.fromEither(batchOf(items, input)),
            TE.chain(({ images }) => session.run({ [imagesFeed]: filled(images) })),
            TE.map((out) => items.map((item, i) => read(out, item, i))),
          ),
        close: session.close,
      }
    }),
  )
