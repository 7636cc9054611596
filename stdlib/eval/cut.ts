import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Comparison } from './comparison.ts'
import { lastLimit, type Protocol } from './protocol.ts'

/** Detections that a protocol's last limit leaves out of an evaluation. */
export interface Cut {
  readonly detections: number
  readonly images: number
  /** The most that an image, or a class of an image, has. */
  readonly most: number
}

/** Counts what the last limit leaves out. */
export const cutOf = (protocol: Protocol, { found, images, categories }: Comparison): Cut => {
  const limit = lastLimit(protocol)
  const groups = protocol.limit === 'image' ? 1 : categories.length
  const counts = new Map<number, number>()
  for (let row = 0; row < found.count; row++) {
    const key = (found.image[row] ?? 0) * groups + (groups === 1 ? 0 : (found.category[row] ?? 0))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const over = [...counts].filter(([, count]) => count > limit)
  return {
    detections: over.reduce((sum, [, count]) => sum + count - limit, 0),
    images: images.length === 0 ? 0 : new Set(over.map(([key]) => Math.floor(key / groups))).size,
    most: [...counts.values()].reduce((a, b) => Math.max(a, b), 0),
  }
}

/** Says so where detections were cut. @example cutWarnings(coco, comparison) */
export const cutWarnings = (protocol: Protocol, comparison: Comparison): readonly Issue[] => {
  const { detections, images, most } = cutOf(protocol, comparison)
  if (detections === 0) return []
  const limit = lastLimit(protocol)
  const smaller = protocol.maxDets.slice(0, -1).map((n) => `${String(n)},`)
  const what = protocol.limit === 'image' ? 'an image, the first of its file' : 'an image and class, the best scores'
  return [
    issue(
      'evaluate: detections cut',
      `${String(detections)} of ${String(comparison.found.count)} detections in ${String(images)} of ${String(comparison.images.length)} images were left out: ${protocol.name} measures at most ${String(limit)} of ${what}`,
      `\`--max-dets ${smaller.join('')}${String(most)}\` measures all of them, but is another protocol: state it beside the numbers`,
      {
        evidence: [
          ['limit', String(limit)],
          ['most', `${String(most)} ${protocol.limit === 'image' ? 'in an image' : 'in an image and class'}`],
        ],
      },
    ),
  ]
}
