import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { issue } from '../../dsl/core/issue.ts'
import type { Values } from '../../dsl/targets/session.ts'
import type { Check, Measured } from './agreement.ts'
import { whole } from './case.ts'
import { type CaseTrial, caseTrial } from './case-trial.ts'
import type { Goldens } from './folder.ts'
import { detectionChecks, type DetectionTolerances, goldenDetections, inferenceTrial } from './inference.ts'
import { again, each, type Found, together } from './lookup.ts'
import { gridsOf, networkOf } from './network.ts'
import { sceneOf } from './scene.ts'
import { smoothingTrials } from './smoothing.ts'
import { measureTruth, prepare } from './truth.ts'
import type { Trial } from './trial.ts'

/** All that is run on a target, read from a folder and complete: from here on nothing is missing. */
export interface Plan {
  readonly truth: readonly Measured[]
  readonly smoothing: readonly Trial[]
  readonly cases: readonly (CaseTrial & { readonly name: string })[]
  readonly inference: Trial
  /** The lines of the detections, from the outputs of `inference`. */
  readonly detections: (target: string, tolerances: DetectionTolerances, outputs: Values) => readonly Check[]
}

/** Declares every trial of a folder of goldens; all that is missing or of another shape is told at once. */
export const planOf = (goldens: Goldens): Found<Plan> =>
  pipe(
    sequenceS(together)({
      det: networkOf(goldens),
      scene: sceneOf(goldens),
      whole: Object.hasOwn(goldens.meta.cases, whole)
        ? E.right(null)
        : E.left(
            NEA.of(
              issue('goldens: missing', `the case ${whole} is expected, but meta.json has none`, again, { path: ['meta.json', 'cases'] }),
            ),
          ),
    }),
    E.chain(({ det, scene }) => {
      const grids = gridsOf(det, scene)
      const prepared = prepare(scene, grids)
      const trial = caseTrial(goldens, det, scene, prepared.feeds)
      return sequenceS(together)({
        truth: measureTruth(goldens, prepared, grids),
        smoothing: smoothingTrials(goldens),
        cases: each(Object.entries(goldens.meta.cases), ([name, c]) =>
          pipe(
            trial(name, c),
            E.map((t) => ({ ...t, name })),
          ),
        ),
        inference: inferenceTrial(goldens, det, scene),
        detections: pipe(
          goldenDetections(goldens, scene.truths.length),
          E.map((golden) => detectionChecks(goldens, scene, grids, golden)),
        ),
      })
    }),
  )
