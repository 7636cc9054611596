import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Values } from '../../dsl/targets/session.ts'
import { fcosFeeds } from '../../graphs/detectors/fcos.ts'
import { maskFeed } from '../../graphs/set/set.ts'
import { fcosMatch, fcosTargets } from '../../stdlib/assign/fcos.ts'
import { fcosLevels } from '../../stdlib/assign/levels.ts'
import type { Grid } from '../../stdlib/boxes/grid.ts'
import { foreground } from '../../stdlib/boxes/mask.ts'
import type { Measured } from './agreement.ts'
import type { Goldens } from './folder.ts'
import { answersOf, type Found } from './lookup.ts'
import { levels } from './network.ts'
import type { Scene } from './scene.ts'
import { measureAll } from './trial.ts'

const kinds = ['nearest', 'overlap'] as const

/** What the input pipeline makes of a scene's ground truth. */
export interface Prepared {
  /** For each image and point, the box that it learns, or -1. */
  readonly matches: readonly Int32Array[]
  /** Masks of both kinds, targets and images, by the names under which they are fed. In float64, so that the reference loses nothing. */
  readonly feeds: Values
}

const joined = (parts: readonly ArrayLike<number>[]): Float64Array => Float64Array.from(parts.flatMap((p) => Array.from(p)))

/** Runs the input pipeline on a scene. `grids` are the maps of the levels, fine to coarse. */
export const prepare = (scene: Scene, grids: readonly Grid[]): Prepared => {
  const ranges = fcosLevels(grids)
  const matches = scene.truths.map(({ boxes }) => fcosMatch({ levels: ranges, radius: 1.5 })(boxes))
  const targets = scene.truths.map((truth, i) => fcosTargets(matches[i] ?? new Int32Array(), truth, ranges))
  const masks = kinds.flatMap((kind) =>
    grids.map((grid, i) => {
      const drawn = scene.truths.map(({ boxes }) => foreground(kind, scene, grid)(boxes))
      return [maskFeed(kind, levels[i] ?? ''), joined(drawn)] as const
    }),
  )
  return {
    matches,
    feeds: {
      images: scene.images,
      [fcosFeeds.labels]: joined(targets.map((t) => t.classes)),
      [fcosFeeds.sides]: joined(targets.map((t) => t.sides)),
      [fcosFeeds.centerness]: joined(targets.map((t) => t.centerness)),
      [fcosFeeds.positive]: joined(targets.map((t) => t.positive)),
      ...Object.fromEntries(masks),
    },
  }
}

/** The assignment and the masks beside the goldens': they depend on the ground truth alone, so they are the same for every target. */
export const measureTruth = ({ step }: Goldens, { matches, feeds }: Prepared, grids: readonly Grid[]): Found<readonly Measured[]> => {
  const kind = 'exact' as const
  const targets = matches.map((match, i) => ({
    name: `target.${String(i)}`,
    kind,
    layout: 'plain' as const,
    shape: [match.length],
    found: match,
  }))
  const masks = kinds.flatMap((mask) =>
    grids.map(({ height, width }, i) => ({
      name: `mask.${mask}.${String(i)}`,
      kind,
      layout: 'feature' as const,
      shape: [matches.length, height, width, 1],
      found: feeds[maskFeed(mask, levels[i] ?? '')] ?? [],
    })),
  )
  const ours = Object.fromEntries([...targets, ...masks].map(({ name, found }) => [name, found]))
  return pipe(
    answersOf(step, [...targets, ...masks]),
    E.map((answers) => measureAll(answers, ours)),
  )
}
