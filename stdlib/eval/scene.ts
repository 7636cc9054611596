import type { Detection } from './detections.ts'
import { type Annotation, type GroundTruth, areaOf } from './ground-truth.ts'
import type { Bbox } from './records.ts'

/** A true object of one image and class. A crowd can be found many times and never counts. */
export interface Target {
  readonly bbox: Bbox
  readonly area: number
  readonly crowd: boolean
}

/** One image and class: targets in the order of the file, detections with the best scores first, at most as many as asked for. */
export interface Scene {
  readonly targets: readonly Target[]
  readonly detections: readonly Detection[]
}

/** The scenes of one category, by ascending image id; images with neither targets nor detections are left out. */
export interface CategoryScenes {
  readonly category: number
  readonly scenes: readonly Scene[]
}

/**
 * Groups what the evaluation compares, categories by ascending id. Records of images or categories that the ground truth
 * does not list are left out (`reconcile` tells). Equal scores keep the order of the file.
 */
export const scenesByCategory = (truth: GroundTruth, detections: readonly Detection[], most: number): readonly CategoryScenes[] => {
  const images = ascending(truth.images.map((i) => i.id))
  const categories = ascending(truth.categories.map((c) => c.id))
  const targets = grouped(truth.annotations)
  const found = grouped(detections)
  return categories.map((category) => {
    const targetsOf = targets.get(category)
    const foundIn = found.get(category)
    const scenes = images.flatMap((image): readonly Scene[] => {
      const t = targetsOf?.get(image) ?? []
      const d = foundIn?.get(image) ?? []
      return t.length + d.length === 0
        ? []
        : [{ targets: t.map(target), detections: [...d].sort((a, b) => b.score - a.score).slice(0, most) }]
    })
    return { category, scenes }
  })
}

const target = (a: Annotation): Target => ({ bbox: a.bbox, area: areaOf(a), crowd: a.iscrowd === 1 || a.iscrowd === true })

const ascending = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b)

type Key = Pick<Annotation, 'category_id' | 'image_id'>

const grouped = <A extends Key>(records: readonly A[]): ReadonlyMap<number, ReadonlyMap<number, readonly A[]>> => {
  const byCategory = new Map<number, Map<number, A[]>>()
  for (const r of records) {
    const byImage = byCategory.get(r.category_id) ?? new Map<number, A[]>()
    const group = byImage.get(r.image_id) ?? []
    group.push(r)
    byImage.set(r.image_id, group)
    byCategory.set(r.category_id, byImage)
  }
  return byCategory
}
