import type { ResultColumns, IdColumns, TruthColumns } from './columns.ts'
import { DOUBTFUL, NO_TARGET } from './columns.ts'
import type { Boxes, Comparison } from './comparison.ts'
import type { Category, Image } from './ground-truth.ts'
import type { Protocol } from './protocol.ts'

/**
 * The comparison of columns by a protocol. Images and categories by ascending id; rows of unlisted images or categories are left out
 * (`reconcileColumns` tells), but where images have a limit, detections of other categories take their places in it: these become categories without
 * targets, which no mean has.
 *
 * By a protocol that ignores only crowds, doubtful objects are targets, and those that are no targets are left out; by others both are ignored.
 */
export const compareColumns =
  (protocol: Protocol) =>
  (truth: TruthColumns, results: ResultColumns): Comparison => {
    const images = ascending(truth.images).filter(({ id }) => protocol.dense === 'kept' || !truth.dense.has(id))
    const others = protocol.limit === 'image' ? [...new Set(results.categoryId)].map((id): Category => ({ id })) : []
    const categories = ascending([...others, ...truth.categories])
    const unmeasured = new Set(truth.categories.flatMap(({ id, name = '' }) => (protocol.without.includes(name) ? [id] : [])))
    const at = { image: positions(images), category: positions(categories) }
    const crowdsOnly = protocol.ignores === 'crowds'
    const targets = listed(
      truth,
      at,
      (row) => (!crowdsOnly || truth.mark[row] !== NO_TARGET) && !unmeasured.has(truth.categoryId[row] ?? NaN),
    )
    const found = listed(results, at, () => true)
    const regions = listed(truth.regions, { ...at, category: null }, () => true)
    return {
      ...listsOf(images, categories),
      targets: {
        ...targets.boxes,
        area: Float64Array.from(targets.rows, (row) => truth.area[row] ?? 0),
        crowd: Uint8Array.from(targets.rows, (row) => truth.crowd[row] ?? 0),
        ignored: Uint8Array.from(targets.rows, (row) =>
          truth.crowd[row] === 1 || (!crowdsOnly && (truth.mark[row] === DOUBTFUL || truth.mark[row] === NO_TARGET)) ? 1 : 0,
        ),
      },
      found: { ...found.boxes, score: Float64Array.from(found.rows, (row) => results.score[row] ?? 0) },
      ...(regions.rows.length === 0 ? {} : { regions: regions.boxes }),
    }
  }

/** The lists of a comparison. A category without a name is called by its id. */
const listsOf = (images: readonly Image[], categories: readonly Category[]): Pick<Comparison, 'images' | 'categories'> => ({
  images: images.map(({ id, file_name: file, width, height }) => ({
    id,
    ...(file === undefined ? {} : { file }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  })),
  categories: categories.map(({ id, name = String(id) }) => ({ id, name })),
})

type Positions = ReadonlyMap<number, number>

/** The rows whose image and category are listed, with their positions. Where categories do not matter, all are 0. */
const listed = (
  { count, imageId, categoryId, bbox }: IdColumns,
  at: { readonly image: Positions; readonly category: Positions | null },
  keep: (row: number) => boolean,
): { readonly rows: Int32Array; readonly boxes: Boxes } => {
  const image = new Int32Array(count)
  const category = new Int32Array(count)
  const kept = new Int32Array(count)
  let n = 0
  for (let row = 0; row < count; row++) {
    const i = at.image.get(imageId[row] ?? NaN)
    const c = at.category === null ? 0 : at.category.get(categoryId[row] ?? NaN)
    if (i === undefined || c === undefined || !keep(row)) continue
    image[n] = i
    category[n] = c
    kept[n++] = row
  }
  const rows = kept.slice(0, n)
  const own = new Float64Array(4 * n)
  for (let i = 0; i < 4 * n; i++) own[i] = bbox[4 * (rows[i >>> 2] ?? 0) + (i & 3)] ?? 0
  return { rows, boxes: { count: n, image: image.slice(0, n), category: category.slice(0, n), bbox: own } }
}

/** By ascending id; of one id the last. */
export const ascending = <A extends { readonly id: number }>(list: readonly A[]): readonly A[] =>
  [...new Map(list.map((a) => [a.id, a])).values()].sort((a, b) => a.id - b.id)

/** Where each id stands in a list. */
export const positions = (list: readonly { readonly id: number }[]): Positions => new Map(list.map(({ id }, i) => [id, i]))
