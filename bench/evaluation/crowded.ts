import { mkdir } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { random as randomOf } from '../../stdlib/data/random.ts'

/** How large a case is. */
export interface Crowd {
  readonly images: number
  readonly targets: number
  readonly detections: number
  /** Of one image, at most. */
  readonly most: number
}

/** An AI-TOD test set's worth of images with a strong detector's output on them. */
export const crowd: Crowd = { images: 3000, targets: 132_000, detections: 268_000, most: 1500 }

const categories = ['airplane', 'bridge', 'storage-tank', 'ship', 'swimming-pool', 'vehicle', 'person', 'wind-mill']

const round = (x: number, digits: number): number => Math.round(x * 10 ** digits) / 10 ** digits

type Box = readonly [x: number, y: number, width: number, height: number]

/**
 * Shares of a total by weights of a long tail, as images and classes have them: each whole, at most `most`, their sum the total where that is possible.
 */
const shares = (total: number, weights: readonly number[], most: number): readonly number[] => {
  const sum = weights.reduce((a, b) => a + b, 0)
  const counts = weights.map((w) => Math.min(most, Math.floor((total * w) / sum)))
  let left = total - counts.reduce((a, b) => a + b, 0)
  for (let i = 0; left > 0; i = (i + 1) % counts.length) {
    const count = counts[i] ?? 0
    if (count >= most) continue
    counts[i] = count + 1
    left--
  }
  return counts
}

/** One image: its objects of a few classes, in clusters, and what a detector says of them: moved copies, copies of copies, false alarms. */
const image = (
  random: () => number,
  objects: number,
  found: number,
): { readonly targets: readonly (readonly [number, Box])[]; readonly found: readonly (readonly [number, Box, number])[] } => {
  const clusters = Array.from(
    { length: 1 + Math.floor(random() * 6) },
    () => [random() * 760, random() * 760, Math.floor(random() ** 2 * 8)] as const,
  )
  const box = (): readonly [number, Box] => {
    const [x, y, k] = clusters[Math.floor(random() * clusters.length)] ?? [0, 0, 5]
    const side = 3 + 22 * random() ** 2
    const near = (at: number): number => round(Math.min(775, Math.max(0, at + (random() + random() - 1) * 90)), 1)
    return [random() < 0.9 ? k : Math.floor(random() * 8), [near(x), near(y), round(side * (0.7 + 0.6 * random()), 1), round(side, 1)]]
  }
  const targets = Array.from({ length: objects }, box)
  const moved = (at: number): readonly [number, Box, number] => {
    const [k, [x, y, w, h]] = targets[at % targets.length] ?? box()
    const by = (): number => (random() - 0.5) * 0.5
    return [random() < 0.95 ? k : (k + 1) % 8, [x + by() * w, y + by() * h, w * (1 + by()), h * (1 + by())], round(random() ** 0.5, 3)]
  }
  const alarm = (): readonly [number, Box, number] => [...box(), round(random() ** 3, 3)]
  return { targets, found: Array.from({ length: found }, (_, i) => (objects > 0 && random() < 0.7 ? moved(i) : alarm())) }
}

/** Writes `truth.json` and `found.json` of a case into a folder, record by record, the same each time: COCO's ground truth and results. */
export const writeCrowd = async (folder: string, { images, targets, detections, most }: Crowd = crowd): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const random = randomOf(20261127).uniform
  const weights = Array.from({ length: images }, () => Math.exp(1.9 * (random() + random() + random() - 1.5)) * (random() < 0.05 ? 0 : 1))
  const objects = shares(targets, weights, most)
  const found = shares(
    detections,
    weights.map((w) => w * (0.6 + random())),
    most,
  )
  const truth = createWriteStream(join(folder, 'truth.json'))
  const results = createWriteStream(join(folder, 'found.json'))
  const list = (records: readonly object[]): string => records.map((r) => JSON.stringify(r)).join(', ')
  truth.write(`{"categories": [${list(categories.map((name, i) => ({ id: i + 1, name })))}],\n"images": [`)
  truth.write(list(objects.map((_, i) => ({ id: i + 1, file_name: `${String(i + 1)}.png`, width: 800, height: 800 }))))
  truth.write('],\n"annotations": [')
  results.write('[')
  let id = 0
  let first = true
  for (let i = 0; i < images; i++) {
    const made = image(random, objects[i] ?? 0, found[i] ?? 0)
    const annotations = made.targets.map(([k, [x, y, w, h]]) => ({
      id: ++id,
      image_id: i + 1,
      category_id: k + 1,
      bbox: [x, y, w, h],
      area: w * h,
      iscrowd: id % 97 === 0 ? 1 : 0,
      segmentation: [[x, y, x, y + h, x + w, y + h, x + w, y]],
    }))
    if (annotations.length > 0) truth.write(`${id > annotations.length ? ',\n' : ''}${list(annotations)}`)
    const lines = made.found.map(([k, bbox, score]) => ({ image_id: i + 1, category_id: k + 1, bbox, score }))
    if (lines.length > 0) {
      if (!results.write(`${first ? '' : ',\n'}${list(lines)}`)) await once(results, 'drain')
      first = false
    }
  }
  truth.end(']}\n')
  results.end(']\n')
  await Promise.all([once(truth, 'finish'), once(results, 'finish')])
}
