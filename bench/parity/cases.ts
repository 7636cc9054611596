import { type Random, random } from '../../stdlib/data/random.ts'

type Four = readonly [x: number, y: number, width: number, height: number]

/** What both sides measure: a ground truth with every mark that a protocol reads, and detections in the order of their file. */
export interface Case {
  readonly images: readonly { readonly id: number; readonly width: number; readonly height: number }[]
  readonly categories: readonly { readonly id: number; readonly name: string }[]
  readonly annotations: readonly {
    readonly id: number
    readonly image_id: number
    readonly category_id: number
    readonly bbox: Four
    readonly area: number
    readonly iscrowd: 0 | 1
    readonly ignore: 0 | 1
    readonly uncertain: boolean
    readonly in_dense_image: boolean
  }[]
  readonly regions: readonly { readonly image_id: number; readonly bbox: Four }[]
  readonly detections: readonly { readonly image_id: number; readonly category_id: number; readonly bbox: Four; readonly score: number }[]
}

const distinct = (r: Random, count: number, below: number): readonly number[] =>
  r.shuffle(Array.from({ length: below }, (_, i) => i + 1)).slice(0, count)

/**
 * A small crowded case. Boxes lie on a coarse grid and scores have one decimal, so that overlaps and scores tie; there are crowds, ignored and uncertain
 * objects, regions, dense images, areas on the bounds of size bins, images and classes without targets or detections, and ids in any order. Class
 * `others` is there at times. What VisDrone ignores is no crowd.
 */
export const crowdedCase = (seed: number): Case => {
  const r = random(16, seed)
  const some = (most: number): number => r.integer(most + 1)
  const chance = (p: number): boolean => r.uniform() < p
  const pick = <A>(list: readonly A[]): A => {
    const found = list[r.integer(list.length)]
    if (found === undefined) throw new Error('internal: picked from nothing')
    return found
  }
  const images = distinct(r, 1 + some(4), 40).map((id) => ({ id, width: 120, height: 100 }))
  const categories = distinct(r, 1 + some(3), 12).map((id) => ({ id, name: id === 11 ? 'others' : `c${String(id)}` }))
  const side = pick([6, 8, 12, 16, 20, 40])
  const grid = Math.max(1, side >> 2)
  const size = (): number => pick([side, side, side + grid, Math.max(1, side - grid), 1 + some(2 * side)])
  const box = (): Four => [grid * some(5), grid * some(5), size(), size()]
  const moved = ([x, y, w, h]: Four): Four => [x + pick([0, 0, 1, grid]), y + pick([0, 0, 1]), Math.max(1, w + pick([0, 0, 1, -2])), h]
  const dense = new Set(images.filter(() => chance(0.1)).map(({ id }) => id))
  const boxes: Four[] = []
  for (let i = some(24); i > 0; i--) boxes.push(boxes.length > 0 && chance(0.3) ? moved(pick(boxes)) : box())
  const annotations = boxes.map((bbox, i) => {
    const image_id = pick(images).id
    const [, , w, h] = bbox
    return {
      id: i + 1,
      image_id,
      category_id: pick(categories).id,
      bbox,
      area: pick([w * h, w * h, w * h, 64, 144, 256, 400, 1024]),
      iscrowd: chance(0.1) ? (1 as const) : (0 as const),
      ignore: chance(0.15) ? (1 as const) : (0 as const),
      uncertain: chance(0.1),
      in_dense_image: dense.has(image_id),
    }
  })
  const detections = Array.from({ length: 1 + some(59) }, () => {
    const from = annotations.length > 0 && chance(0.8) ? pick(annotations) : undefined
    return {
      image_id: from !== undefined && chance(0.95) ? from.image_id : pick(images).id,
      category_id: from !== undefined && chance(0.9) ? from.category_id : chance(0.1) ? 77 : pick(categories).id,
      bbox: from === undefined ? box() : moved(from.bbox),
      score: (1 + some(8)) / 10,
    }
  })
  const regions = chance(0.5)
    ? Array.from({ length: 1 + some(2) }, () => ({
        image_id: pick(images).id,
        bbox: [some(90), some(70), 1 + some(40), 1 + some(40)] as const,
      }))
    : []
  return { images, categories, annotations, regions, detections }
}
