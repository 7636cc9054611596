import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Item } from '../../stdlib/data/source.ts'
import { DOUBTFUL, type IdColumns, PLAIN, type ResultColumns, type TruthColumns } from '../../stdlib/eval/columns.ts'
import { compareColumns } from '../../stdlib/eval/compare-columns.ts'
import type { Comparison } from '../../stdlib/eval/comparison.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import type { Protocol } from '../../stdlib/eval/protocol.ts'
import type { Bbox } from '../../stdlib/eval/records.ts'
import { bboxOf, type Factors, toOriginal } from './results.ts'

/** What was annotated in an image, at the scale at which sizes count. */
interface Target {
  /** The number of its class; NaN of a region of no class. */
  readonly category: number
  readonly bbox: Bbox
  readonly ignored: boolean
}

/** A sample without its pixels, and what the detector finds in it. */
export interface Assessed {
  readonly image: { readonly id: number; readonly width: number; readonly height: number }
  readonly targets: readonly Target[]
  readonly found: readonly Detection[]
}

/** Factors from an item's picture to the scale at which sizes count. */
export const factors = (e: Pick<Experiment, 'test'>, item: Item): Factors => (e.test.scale === 'input' ? [1, 1] : toOriginal(item))

/** An item and what is found in it, as it is measured. */
export const assessedItem = (e: Pick<Experiment, 'test' | 'classes'>, item: Item, found: readonly Detection[]): Assessed => {
  const [fx, fy] = factors(e, item)
  const of = ({ boxes, labels }: Item['truth'], ignored: boolean): readonly Target[] =>
    boxes.map((box, i) => ({ category: e.classes[labels[i] ?? -1]?.id ?? NaN, bbox: bboxOf([fx, fy])(box), ignored }))
  return {
    image: { id: item.id, width: fx * item.picture.width, height: fy * item.picture.height },
    targets: [...of(item.truth, false), ...of(item.ignored, true)],
    found,
  }
}

/**
 * Items as an evaluation compares them, by the very columns that `evaluate` reads. Areas are width · height. What training ignores is a crowd for a
 * protocol that ignores nothing else, doubtful for others, and what is of no class a region, which VisDrone's reads.
 *
 * Differs from `evaluate` where a format has more kinds of ignored objects: COCO's protocol makes targets of difficult ones there.
 */
export const comparisonOf = (protocol: Protocol, classes: Experiment['classes'], all: readonly Assessed[]): Comparison => {
  const targets = all.flatMap(({ image, targets: own }) => own.map((target) => ({ image: image.id, ...target })))
  const objects = targets.filter(({ category }) => !Number.isNaN(category))
  const crowds = protocol.ignores === 'crowds'
  const truth: TruthColumns = {
    images: all.map(({ image }) => image),
    categories: classes,
    ...columns(objects),
    area: Float64Array.from(objects, ({ bbox }) => bbox[2] * bbox[3]),
    crowd: Uint8Array.from(objects, ({ ignored }) => (ignored && crowds ? 1 : 0)),
    mark: Uint8Array.from(objects, ({ ignored }) => (ignored && !crowds ? DOUBTFUL : PLAIN)),
    dense: new Set(),
    regions: columns(targets.filter(({ category }) => Number.isNaN(category))),
  }
  const found = all.flatMap((a) => a.found)
  const results: ResultColumns = {
    ...columns(found.map(({ image_id: image, category_id: category, bbox }) => ({ image, category, bbox }))),
    score: Float64Array.from(found, ({ score }) => score),
  }
  return compareColumns(protocol)(truth, results)
}

const columns = (rows: readonly { readonly image: number; readonly category: number; readonly bbox: Bbox }[]): IdColumns => {
  const bbox = new Float64Array(4 * rows.length)
  rows.forEach((row, i) => {
    bbox.set(row.bbox, 4 * i)
  })
  return {
    count: rows.length,
    imageId: Float64Array.from(rows, ({ image }) => image),
    categoryId: Float64Array.from(rows, ({ category }) => category),
    bbox,
  }
}
