import { DOUBTFUL, type IdColumns, NO_TARGET, PLAIN, type ResultColumns, type TruthColumns } from '../../stdlib/eval/columns.ts'
import { compareColumns } from '../../stdlib/eval/compare-columns.ts'
import { evaluate } from '../../stdlib/eval/evaluate.ts'
import type { Protocol } from '../../stdlib/eval/protocol.ts'
import { protocols, visdroneAsReleased, withMaxDets } from '../../stdlib/eval/protocols.ts'
import { summary, type Summary } from '../../stdlib/eval/summary.ts'
import type { Case } from './cases.ts'

/** The protocols that have a reference, with the limits that are tried: few enough that they cut. */
export const tried: readonly { readonly protocol: string; readonly limits: readonly (readonly [number, ...number[]])[] }[] = [
  {
    protocol: 'coco',
    limits: [
      [1, 10, 100],
      [1, 2, 4],
    ],
  },
  {
    protocol: 'aitod',
    limits: [
      [1, 100, 1500],
      [1, 2, 3],
    ],
  },
  {
    protocol: 'visdrone',
    limits: [
      [1, 10, 100, 500],
      [1, 3, 6, 9],
    ],
  },
  { protocol: 'visdrone as released', limits: [[1, 3, 8, 500]] },
  { protocol: 'dota', limits: [[Infinity]] },
  { protocol: 'voc', limits: [[Infinity]] },
  { protocol: 'tinyperson', limits: [[200], [4]] },
].map(({ protocol, limits }) => ({ protocol, limits: limits.map(([first = 1, ...rest]) => [first, ...rest]) }))

const isNamed = (name: string): name is keyof typeof protocols => Object.hasOwn(protocols, name)

const protocolOf = (name: string): Protocol => {
  if (name === 'visdrone as released') return visdroneAsReleased
  if (isNamed(name)) return protocols[name]
  throw new Error(`internal: no protocol ${name}`)
}

type Row = Case['regions'][number] & { readonly category_id?: number }

const columns = (rows: readonly Row[]): IdColumns => ({
  count: rows.length,
  imageId: Float64Array.from(rows, (r) => r.image_id),
  categoryId: Float64Array.from(rows, (r) => r.category_id ?? NaN),
  bbox: Float64Array.from(rows.flatMap(({ bbox }) => bbox)),
})

/** A case as what readers give. VisDrone has neither crowds nor doubt, VOC and DOTA no crowds. */
export const sidesOf = (
  name: string,
  { images, categories, annotations, regions, detections }: Case,
): { readonly truth: TruthColumns; readonly results: ResultColumns } => {
  const crowds = name === 'coco' || name === 'aitod' || name === 'tinyperson'
  const visdrone = name.startsWith('visdrone')
  return {
    truth: {
      images,
      categories,
      ...columns(annotations),
      area: Float64Array.from(annotations, ({ area }) => area),
      crowd: Uint8Array.from(annotations, ({ iscrowd }) => (crowds ? iscrowd : 0)),
      mark: Uint8Array.from(annotations, ({ ignore, uncertain }) =>
        ignore === 1 ? (visdrone ? NO_TARGET : DOUBTFUL) : uncertain && name === 'tinyperson' ? DOUBTFUL : PLAIN,
      ),
      dense: new Set(annotations.flatMap((a) => (a.in_dense_image ? [a.image_id] : []))),
      regions: columns(visdrone ? regions : []),
    },
    results: { ...columns(detections), score: Float64Array.from(detections, ({ score }) => score) },
  }
}

/** What fovea measures of a case. */
export const measured = (name: string, limits: readonly [number, ...number[]], of: Case): Summary => {
  const protocol = withMaxDets(limits)(protocolOf(name))
  const { truth, results } = sidesOf(name, of)
  return summary(evaluate(protocol)(compareColumns(protocol)(truth, results)))
}

/** The largest difference of two summaries; Infinity where one has a number and the other none, or another name. */
export const apart = (own: Summary, other: Summary): number => {
  const names = new Set([...Object.keys(own), ...Object.keys(other)])
  return [...names].reduce((most, name) => {
    const [a, b] = [own[name], other[name]]
    if (a === null && b === null) return most
    return Math.max(most, typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : Infinity)
  }, 0)
}
