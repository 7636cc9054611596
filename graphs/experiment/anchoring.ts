import * as t from 'io-ts'
import { exact, oneOf } from '../../dsl/core/exact.ts'
import { type AnchorLevel, anchorCount, anchorLevels, octaveScales } from '../../stdlib/assign/anchors.ts'
import type { Assigned } from '../../stdlib/assign/coverage.ts'
import { hierarchicalMatch } from '../../stdlib/assign/hierarchical.ts'
import { maxIouMatch } from '../../stdlib/assign/max-iou.ts'
import type { Box, Extent } from '../../stdlib/boxes/box.ts'
import { Count, Fraction, listOf, NotNegative, nullOr, only, Positive, Text } from './fields.ts'

const AnchorsOfLevel = exact(
  { stride: Positive, scales: listOf(Positive, 'sides in strides'), ratios: listOf(Positive, 'heights over widths') },
  'anchors of a level',
)

/** `least` null: no matches of low quality. `float32`: ties break as mmdetection's rounding breaks them. */
const Assigner = oneOf(
  {
    'max-iou': exact(
      { kind: only('max-iou'), positive: Fraction, negative: Fraction, least: nullOr(Fraction), float32: t.boolean },
      'max-iou',
    ),
    hierarchical: exact({ kind: only('hierarchical'), first: Count, second: Count, shrink: Positive }, 'hierarchical'),
  },
  'assigner',
)

export const Anchoring = exact(
  {
    name: Text,
    levels: listOf(AnchorsOfLevel, 'anchors of levels'),
    assigner: Assigner,
    /** Anchors that cross the image's border by more pixels are not used; null: all are. */
    border: nullOr(NotNegative),
  },
  'anchors',
)

/** What a detector learns boxes with: the anchors of its levels, fine to coarse, and the rule that assigns them. */
export type Anchoring = t.TypeOf<typeof Anchoring>

const ratios = [0.5, 1, 2]

const levelsFrom = (finest: number, count: number, scales: readonly number[]): Anchoring['levels'] =>
  Array.from({ length: count }, (_, i) => ({ stride: finest * 2 ** i, scales, ratios }))

const retina: Anchoring['assigner'] = { kind: 'max-iou', positive: 0.5, negative: 0.4, least: 0, float32: true }
const proposals: Anchoring['assigner'] = { kind: 'max-iou', positive: 0.7, negative: 0.3, least: 0.3, float32: true }

/** Anchors of published configurations: two for AI-TOD and two for TinyPerson, and RFLA's prior boxes, half as large as the receptive fields of P2 to P6. */
export const anchorings: readonly Anchoring[] = [
  { name: 'retinanet-aitod', levels: levelsFrom(8, 5, octaveScales(4, 3)), assigner: retina, border: null },
  { name: 'faster-aitod', levels: levelsFrom(4, 5, [8]), assigner: proposals, border: null },
  { name: 'cascade-aitod', levels: levelsFrom(4, 5, [8]), assigner: proposals, border: 0 },
  { name: 'retinanet-tinyperson', levels: levelsFrom(4, 5, octaveScales(2, 3)), assigner: retina, border: null },
  { name: 'faster-tinyperson', levels: levelsFrom(4, 5, [2]), assigner: proposals, border: null },
  {
    name: 'faster-rfla-aitod',
    levels: [35, 91, 267, 427, 555].map((field, i) => ({ stride: 4 * 2 ** i, scales: [field / 2 / (4 * 2 ** i)], ratios })),
    assigner: { kind: 'hierarchical', first: 3, second: 1, shrink: 0.9 },
    border: null,
  },
]

/** The anchors on an input of this size: a level has a point for every stride, the last one for what is left over. */
export const anchorLevelsAt = (a: Anchoring, { width, height }: Extent): readonly AnchorLevel[] =>
  anchorLevels(
    a.levels.map(({ stride }) => ({ stride, height: Math.ceil(height / stride), width: Math.ceil(width / stride) })),
    a.levels,
    a.assigner.kind === 'max-iou' && a.assigner.float32,
  )

/**
 * How anchors are assigned on an input of this size.
 *
 * @param image the part of the input that is picture; the rest is padding, which `border` counts as outside
 */
export const assignedToAnchors = (a: Anchoring, input: Extent, image: Extent): ((boxes: readonly Box[]) => Assigned) => {
  const levels = anchorLevelsAt(a, input)
  const sizes = levels.map(anchorCount)
  const within = { image, border: a.border }
  const { assigner } = a
  if (assigner.kind === 'hierarchical') {
    const match = hierarchicalMatch(levels, assigner, within)
    return (boxes) => ({ sizes, match: match(boxes), alone: () => true })
  }
  const match = maxIouMatch(levels, assigner, within)
  const enough = assigner.least === null ? assigner.positive : Math.min(assigner.positive, assigner.least)
  return (boxes) => {
    const { best, ...found } = match(boxes)
    return { sizes, ...found, best, alone: (index) => (best[index] ?? 0) > 0 && (best[index] ?? 0) >= enough }
  }
}
