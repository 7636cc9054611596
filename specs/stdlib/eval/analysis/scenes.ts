import { random } from '../../../../stdlib/data/random.ts'
import type { Comparison } from '../../../../stdlib/eval/comparison.ts'
import type { Protocol } from '../../../../stdlib/eval/protocol.ts'
import { coco } from '../../../../stdlib/eval/protocols.ts'
import { comparisonOf, type FoundRow, type TargetRow } from './comparisons.ts'

/** COCO's protocol at one threshold and without sizes, where a law needs thousands of measurements. */
export const ap50: Protocol = { ...coco, thresholds: [0.5], areas: [] }

/**
 * Images of one class, each easy or hard by chance: a few targets in a row, found with a probability and a precision of place that depend on the
 * image, and false alarms. `skill` moves the probability. The images depend on `seed` alone; `detector` draws what is found.
 */
export const generated = (images: number, seed: number, detector: number, skill = 0): Comparison => {
  const targets: TargetRow[] = []
  const found: FoundRow[] = []
  for (let image = 0; image < images; image++) {
    const there = random(seed, image)
    const seen = random(seed, image, detector)
    const ease = there.uniform()
    const count = 1 + there.integer(5)
    for (let i = 0; i < count; i++) {
      const bbox = [40 * i, 0, 10, 10]
      targets.push({ image, category: 0, bbox })
      if (seen.uniform() > 0.2 + 0.6 * ease + skill) continue
      const moved = bbox.map((v, k) => (k < 2 ? v + Math.abs(seen.normal()) * 2 * (1.2 - ease) : v))
      found.push({ image, category: 0, bbox: moved, score: Math.min(1, Math.max(0, 0.6 + 0.2 * seen.normal())) })
    }
    for (let i = seen.integer(4); i > 0; i--) {
      found.push({
        image,
        category: 0,
        bbox: [40 * seen.integer(5), 40, 10, 10],
        score: Math.min(1, Math.max(0, 0.4 + 0.2 * seen.normal())),
      })
    }
  }
  return comparisonOf(images, 1, targets, found)
}
