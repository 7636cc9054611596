import { type FcosLevel, pointCount } from '../../stdlib/assign/levels.ts'
import type { Assigned } from '../../stdlib/assign/coverage.ts'
import { fcosMatch } from '../../stdlib/assign/fcos.ts'
import type { Box } from '../../stdlib/boxes/box.ts'
import type { Level } from '../../stdlib/nn/feature.ts'
import { levelsAt } from './build.ts'
import type { Experiment } from './codec.ts'

/** What an experiment learns boxes with: its points, level by level, and which box each of them learns, in pixels of the network's input. */
export interface Assignment {
  readonly levels: readonly (FcosLevel & { readonly level: Level })[]
  readonly match: (boxes: readonly Box[]) => Int32Array
}

/** The assignment of an experiment: what training feeds is computed from it, and what `data coverage` counts is it. */
export const assignmentOf = (e: Pick<Experiment, 'detector' | 'classes' | 'method' | 'input'>): Assignment => {
  const levels = levelsAt(e)
  return { levels, match: fcosMatch({ levels, radius: e.detector.assigner.radius }) }
}

/** An assignment as coverage counts it. */
export const assignedBy = ({ levels, match }: Assignment): ((boxes: readonly Box[]) => Assigned) => {
  const sizes = levels.map((level) => pointCount([level]))
  return (boxes) => ({
    sizes,
    match: match(boxes),
    alone: (index) => {
      const box = boxes[index]
      return box !== undefined && match([box]).includes(0)
    },
  })
}
