import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { type Box, height, width } from '../../stdlib/boxes/box.ts'
import { batchOf } from '../../stdlib/data/batches.ts'
import type { Item, Source } from '../../stdlib/data/source.ts'
import { imagenet, type Normalisation, symmetric } from '../../stdlib/data/transforms.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import type { Annotation, GroundTruth } from '../../stdlib/eval/ground-truth.ts'
import { protocols, withMaxDets } from '../../stdlib/eval/protocol.ts'
import { evaluateSummary, type TrainingMetrics } from '../../stdlib/eval/summary.ts'
import type { DetectorSession } from './detector-session.ts'

/** The normalisation of an experiment's input. */
export const normalisationOf = (e: Experiment): Normalisation => (e.input.normalise === 'symmetric' ? symmetric : imagenet)

/** Factors from the network's input to the scale at which sizes count. */
const factors = (e: Experiment, item: Item): readonly [number, number] =>
  e.test.scale === 'input' ? [1, 1] : [item.width / item.picture.width, item.height / item.picture.height]

const bbox = (box: Box, [fx, fy]: readonly [number, number]): readonly [number, number, number, number] => [
  box[0] * fx,
  box[1] * fy,
  width(box) * fx,
  height(box) * fy,
]

const annotationsOf = (e: Experiment, item: Item): readonly Omit<Annotation, 'id'>[] => {
  const by = factors(e, item)
  const of = ({ boxes, labels }: Item['truth'], iscrowd: 0 | 1): readonly Omit<Annotation, 'id'>[] =>
    boxes.map((box, i) => {
      const b = bbox(box, by)
      return { image_id: item.id, category_id: e.classes[labels[i] ?? -1]?.id ?? 0, bbox: b, area: b[2] * b[3], iscrowd }
    })
  return [...of(item.truth, 0), ...of(item.ignored, 1)]
}

/** Every sample of a source, a batch at a time, with what the detector finds in it. */
export const detectAll = (
  e: Experiment,
  source: Source,
  detector: DetectorSession,
  batch: number,
): TE.TaskEither<Issue, readonly { readonly item: Item; readonly found: readonly Detection[] }[]> => {
  const size = { width: e.input.size, height: e.input.size }
  return async () => {
    const all: { readonly item: Item; readonly found: readonly Detection[] }[] = []
    for (let first = 0; first < source.length; first += batch) {
      const indices = Array.from({ length: Math.min(batch, source.length - first) }, (_, i) => first + i)
      const items = await pipe(indices, TE.traverseSeqArray(source.sample))()
      const found = pipe(
        items,
        E.chain((list) => batchOf(list, { size, normalise: normalisationOf(e) })),
        E.chain(detector.detect),
      )
      if (E.isLeft(items)) return items
      if (E.isLeft(found)) return found
      items.right.forEach((item, i) => {
        const by = factors(e, item)
        all.push({
          item,
          found: (found.right[i] ?? []).map(({ box, score, label }) => ({
            image_id: item.id,
            category_id: e.classes[label]?.id ?? 0,
            bbox: bbox(box, by),
            score,
          })),
        })
      })
      await new Promise(setImmediate)
    }
    return E.right(all)
  }
}

/** The metrics of a detector on a source, by the experiment's protocol. Areas are width · height of the boxes. */
export const assess = (e: Experiment, source: Source, detector: DetectorSession, batch: number): TE.TaskEither<Issue, TrainingMetrics> =>
  pipe(
    detectAll(e, source, detector, batch),
    TE.map((all) => {
      const truth: GroundTruth = {
        images: all.map(({ item }) => ({ id: item.id, width: item.width, height: item.height })),
        categories: e.classes,
        annotations: all.flatMap(({ item }) => annotationsOf(e, item)).map((a, i) => ({ ...a, id: i + 1 })),
      }
      const [fewest = 1, ...more] = e.test.maxDets
      const protocol = withMaxDets([fewest, ...more])(protocols[e.test.protocol])
      return evaluateSummary(protocol)(
        truth,
        all.flatMap(({ found }) => found),
      ).metrics
    }),
  )
