import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { extent } from '../../dsl/core/tensor.ts'
import type { Labelled } from '../../stdlib/assign/fcos.ts'
import type { Box, Extent } from '../../stdlib/boxes/box.ts'
import type { Goldens } from './folder.ts'
import { again, each, type Found, type Laid, tensorOf } from './lookup.ts'

/** What a step of the goldens sees: images [n, height, width, 3] and what is in them. */
export interface Scene extends Extent {
  readonly images: Float64Array
  readonly truths: readonly Labelled[]
}

/** Rows of four numbers as boxes. */
export const boxesOf = ({ values: v, shape }: Laid): readonly Box[] =>
  Array.from(
    { length: extent(shape, 0) },
    (_, i) => [v[4 * i] ?? NaN, v[4 * i + 1] ?? NaN, v[4 * i + 2] ?? NaN, v[4 * i + 3] ?? NaN] as const,
  )

const wrongLabels = (file: string, name: string, classes: number): Issue =>
  issue('goldens: labels', `labels are 0 to ${String(classes - 1)}, but not all here`, again, { path: [file, name] })

const truthOf = ({ meta, step }: Goldens, i: number): Found<Labelled> =>
  pipe(
    tensorOf(step, `labels.${String(i)}`, 'plain'),
    E.filterOrElse(
      ({ values }) => values.every((l) => Number.isInteger(l) && l >= 0 && l < meta.classes),
      () => NEA.of(wrongLabels(step.path, `labels.${String(i)}`, meta.classes)),
    ),
    E.chain((labels) =>
      pipe(
        tensorOf(step, `boxes.${String(i)}`, 'plain', [labels.values.length, 4]),
        E.map((boxes) => ({ boxes: boxesOf(boxes), labels: [...labels.values] })),
      ),
    ),
  )

/** The images of the goldens' step with their boxes: inputs all. */
export const sceneOf = (goldens: Goldens): Found<Scene> => {
  const { step } = goldens
  const [n = 0, , height = 0, width = 0] = step.tensors.get('images')?.shape ?? []
  return pipe(
    tensorOf(step, 'images', 'feature', [n, height, width, 3]),
    E.chain(({ values }) =>
      pipe(
        each(Array.from({ length: n }), (_, i) => truthOf(goldens, i)),
        E.map((truths) => ({ images: values, truths, height, width })),
      ),
    ),
  )
}
