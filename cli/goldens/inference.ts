import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { extent } from '../../dsl/core/tensor.ts'
import { input } from '../../dsl/ops/leaf.ts'
import type { Values } from '../../dsl/targets/session.ts'
import type { Images } from '../../stdlib/nn/feature.ts'
import { keptBy } from '../../stdlib/nn/leaves.ts'
import type { Grid } from '../../stdlib/boxes/grid.ts'
import { type Detection, detections, type LevelOutput } from '../../stdlib/boxes/detections.ts'
import type { Check } from './agreement.ts'
import { detectionErrors, type GoldenDetections } from './detections.ts'
import type { Goldens } from './folder.ts'
import { each, type Found, tensorOf, together, valuesOf } from './lookup.ts'
import { type Fcos, levels } from './network.ts'
import { parametersOf, valuesBefore } from './parameters.ts'
import { boxesOf, type Scene } from './scene.ts'
import type { Trial } from './trial.ts'

const parts = ['logits', 'sides', 'centerness'] as const

/** The detector alone: the head's raw outputs, `<level>.<part>`. */
export const inferenceTrial = ({ step }: Goldens, det: Fcos, { truths, height, width, images }: Scene): Found<Trial> => {
  const x: Images = input('images', [truths.length, height, width, 3])
  const predictions = det.predictions(det.features(x))
  const outputs = Object.fromEntries(levels.flatMap((l) => parts.map((part) => [`${l}.${part}`, predictions[l][part]])))
  const declared = keptBy(Object.values(outputs)).parameters
  const used = parametersOf(step, declared, null).slice(0, declared.length)
  return pipe(
    valuesOf(step, valuesBefore(used)),
    E.map((state) => ({ procedure: { outputs, updates: {} }, state, feeds: { images }, answers: [] })),
  )
}

/** What the head says about image `i` at each level. */
const outputsOf = (values: Values, images: number, i: number, grids: readonly Grid[]): readonly LevelOutput[] =>
  grids.map((grid, k) => {
    const part = (name: (typeof parts)[number]): ArrayLike<number> => {
      const all = Array.from(values[`${levels[k] ?? ''}.${name}`] ?? [])
      const each = all.length / images
      return all.slice(i * each, (i + 1) * each)
    }
    return { ...grid, offset: 0, classes: part('logits'), sides: part('sides'), centerness: part('centerness') }
  })

/** The goldens' detections, image by image. */
export const goldenDetections = ({ detections: file }: Goldens, images: number): Found<readonly GoldenDetections[]> =>
  each(Array.from({ length: images }), (_, i) =>
    pipe(
      tensorOf(file, `boxes.${String(i)}`, 'plain'),
      E.chain((boxes) => {
        const n = extent(boxes.shape, 0)
        return sequenceS(together)({
          boxes: pipe(tensorOf(file, `boxes.${String(i)}`, 'plain', [n, 4]), E.map(boxesOf)),
          scores: pipe(
            tensorOf(file, `scores.${String(i)}`, 'plain', [n]),
            E.map((t) => t.values),
          ),
          labels: pipe(
            tensorOf(file, `labels.${String(i)}`, 'plain', [n]),
            E.map((t) => t.values),
          ),
        })
      }),
    ),
  )

/** Tolerances of boxes, in pixels, and scores. Labels are the same. */
export interface DetectionTolerances {
  readonly boxes: number
  readonly scores: number
}

/** Ours of an image, suppressed but not cut off. */
const ours = ({ meta }: Goldens, scene: Scene, outputs: readonly LevelOutput[]): readonly Detection[] =>
  detections(outputs, scene, {
    score: 'root',
    scoreThreshold: meta.inference.score_thresh,
    candidates: meta.inference.topk_per_level,
    nms: meta.inference.nms_iou,
    maxDetections: Infinity,
  })

/** A line for each tensor of `detections.safetensors`. */
export const detectionChecks =
  (goldens: Goldens, scene: Scene, grids: readonly Grid[], golden: readonly GoldenDetections[]) =>
  (target: string, tolerances: DetectionTolerances, values: Values): readonly Check[] =>
    golden.flatMap((theirs, i) => {
      const found = ours(goldens, scene, outputsOf(values, golden.length, i, grids))
      const errors = detectionErrors(found, goldens.meta.inference.max_detections, theirs, tolerances.boxes)
      const line = (part: keyof GoldenDetections, tolerance: number): Check => ({
        name: `detections.${part}.${String(i)}`,
        target,
        error: errors[part],
        tolerance,
      })
      return [line('boxes', tolerances.boxes), line('scores', tolerances.scores), line('labels', 0)]
    })
