import { type Assigned } from '../../stdlib/assign/coverage.ts'
import type { Box, Extent } from '../../stdlib/boxes/box.ts'
import { type Anchoring, assignedToAnchors } from '../../graphs/experiment/anchoring.ts'
import { assignedBy, assignmentOf } from '../../graphs/experiment/assignment.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'

/** What learns boxes: points or anchors on levels, and how they are assigned in an image. */
export interface Learner {
  readonly name: string
  readonly unit: 'point' | 'anchor'
  /** Whether a rule of low quality saves boxes that no anchor fits. */
  readonly lowQuality: boolean
  readonly levels: readonly { readonly name: string; readonly stride: number }[]
  /** Sides of the anchors on the finest level; of none where points learn. */
  readonly finest: readonly number[]
  readonly assign: (canvas: Extent, image: Extent) => (boxes: readonly Box[]) => Assigned
}

/** The points of an experiment, exactly as it trains. */
export const pointsOf = (e: Experiment): Learner => {
  const assignment = assignmentOf(e)
  const assigned = assignedBy(assignment)
  return {
    name: e.name,
    unit: 'point',
    lowQuality: false,
    levels: assignment.levels.map(({ level, stride }) => ({ name: level, stride })),
    finest: [],
    assign: () => assigned,
  }
}

const levelName = (stride: number): string => (Number.isInteger(Math.log2(stride)) ? `P${Math.log2(stride)}` : `/${stride}`)

/** Remembers what was made for the last sizes: those of a data set are often all alike. */
const latest = (of: Learner['assign']): Learner['assign'] => {
  let known: { readonly key: string; readonly made: ReturnType<Learner['assign']> } | undefined
  return (canvas, image) => {
    const key = [canvas.width, canvas.height, image.width, image.height].join()
    known = known?.key === key ? known : { key, made: of(canvas, image) }
    return known.made
  }
}

/** Anchors as data. */
export const anchorsAsLearner = (a: Anchoring): Learner => ({
  name: a.name,
  unit: 'anchor',
  lowQuality: a.assigner.kind === 'max-iou' && a.assigner.least !== null,
  levels: a.levels.map(({ stride }) => ({ name: levelName(stride), stride })),
  finest: a.levels.slice(0, 1).flatMap(({ stride, scales }) => scales.map((by) => by * stride)),
  assign: latest((canvas, image) => assignedToAnchors(a, canvas, image)),
})
