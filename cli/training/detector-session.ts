import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile } from '../../dsl/compile/compile.ts'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Target, Values } from '../../dsl/targets/session.ts'
import { gridsOf, imagesFeed, inferenceOf, outputName } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Batch } from '../../stdlib/data/batches.ts'
import { type Detection, detections } from '../../stdlib/boxes/detections.ts'

/** A trained detector that is ready to run, `batch` images at a time. */
export interface DetectorSession {
  /** The detections of each image of a batch (which may be short), in pixels of the network's input. */
  readonly detect: (batch: Batch) => E.Either<Issue, readonly (readonly Detection[])[]>
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
      const grids = gridsOf(e)
      return {
        detect: ({ images, width, height, ids }) => {
          const full = new Float32Array(batch * width * height * 3)
          full.set(images)
          return pipe(
            session.run({ [imagesFeed]: full }),
            E.map((out) =>
              ids.map((_, image) =>
                detections(
                  grids.map((g) => {
                    const part = (name: 'logits' | 'sides' | 'centerness'): ArrayLike<number> =>
                      rows(out[outputName(g.level, name)] ?? [], image, batch)
                    return { ...g, classes: part('logits'), sides: part('sides'), centerness: part('centerness') }
                  }),
                  { width, height },
                  e.test,
                ),
              ),
            ),
          )
        },
        close: session.close,
      }
    }),
  )
