import fc from 'fast-check'
import { counted, type Counted } from '../../../../stdlib/eval/analysis/by-image.ts'
import type { Comparison } from '../../../../stdlib/eval/comparison.ts'
import { withMaxDets } from '../../../../stdlib/eval/protocols.ts'
import { coco } from '../../../../stdlib/eval/protocols.ts'

/** A box of a spec: of this image and category, by position. */
export interface BoxRow {
  readonly image: number
  readonly category: number
  readonly bbox: readonly number[]
}
export interface TargetRow extends BoxRow {
  readonly ignored?: number
  readonly crowd?: number
  readonly area?: number
}
export interface FoundRow extends BoxRow {
  readonly score: number
}

const boxes = (rows: readonly BoxRow[]) => ({
  count: rows.length,
  image: Int32Array.from(rows, (r) => r.image),
  category: Int32Array.from(rows, (r) => r.category),
  bbox: Float64Array.from(rows.flatMap((r) => r.bbox)),
})

/** Columns of rows. */
export const comparisonOf = (images: number, classes: number, targets: readonly TargetRow[], found: readonly FoundRow[]): Comparison => ({
  images: Array.from({ length: images }, (_, i) => ({ id: i + 1, file: `${i + 1}.png`, width: 80, height: 80 })),
  categories: Array.from({ length: classes }, (_, i) => ({ id: i + 1, name: `class ${i + 1}` })),
  targets: {
    ...boxes(targets),
    area: Float64Array.from(targets, (t) => t.area ?? (t.bbox[2] ?? 0) * (t.bbox[3] ?? 0)),
    crowd: Uint8Array.from(targets, (t) => t.crowd ?? 0),
    ignored: Uint8Array.from(targets, (t) => Math.max(t.ignored ?? 0, t.crowd ?? 0)),
  },
  found: { ...boxes(found), score: Float64Array.from(found, (d) => d.score) },
})

const bbox = fc.tuple(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 2, max: 20 }),
  fc.integer({ min: 2, max: 20 }),
)
const shift = fc.tuple(...([-3, -3, -2, -2] as const).map((least) => fc.integer({ min: least, max: 3 })))

/** Crowded images: targets, some ignored, detections near them with the right class or not, others anywhere; few scores, so that many are equal. */
export const crowded = fc
  .record({ images: fc.integer({ min: 1, max: 4 }), classes: fc.integer({ min: 1, max: 3 }) })
  .chain(({ images, classes }) => {
    const place = { image: fc.nat(images - 1), category: fc.nat(classes - 1) }
    const target = fc.record({ ...place, bbox, crowd: fc.constantFrom(0, 0, 0, 0, 0, 1) })
    const score = fc.integer({ min: 1, max: 12 }).map((s) => s / 12)
    const near = fc.record({ of: fc.nat(), shift, category: fc.option(fc.nat(classes - 1), { freq: 3 }), score })
    return fc
      .record({
        targets: fc.array(target, { maxLength: 12 }),
        near: fc.array(near, { maxLength: 16 }),
        stray: fc.array(fc.record({ ...place, bbox, score }), { maxLength: 6 }),
      })
      .map(({ targets, near, stray }) => {
        const close = near.flatMap((n): readonly FoundRow[] => {
          const t = targets[n.of % Math.max(1, targets.length)]
          const moved = t?.bbox.map((v, i) => Math.max(i < 2 ? 0 : 1, v + (n.shift[i] ?? 0)))
          return t === undefined || moved === undefined
            ? []
            : [{ image: t.image, category: n.category ?? t.category, bbox: moved, score: n.score }]
        })
        return { images, classes, targets, found: [...close, ...stray] }
      })
  })

/** As COCO counts, with at most so many detections an image and class. */
export const countedOf = (comparison: Comparison, most = Infinity): Counted => counted(withMaxDets([most])(coco))(comparison)
