import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Target, Values } from '../../dsl/targets/session.ts'
import type { Check, Measured } from './agreement.ts'
import { whole } from './case.ts'
import type { CaseTrial } from './case-trial.ts'
import type { DetectionTolerances } from './inference.ts'
import type { Plan } from './plan.ts'
import { stepsInARow, type Trace } from './steps.ts'
import { measureAll, runTrial } from './trial.ts'

/** A target, and how its numbers are judged. */
export interface Judged {
  readonly target: Target
  readonly judge: (target: string, measured: readonly Measured[]) => readonly Check[]
  readonly detections: DetectionTolerances
}

/** The lines of a target, and the steps that it took in a row. */
export interface Checked {
  readonly checks: readonly Check[]
  readonly trace: Trace
}

type Task<A> = TE.TaskEither<NonEmptyArray<Issue>, A>

/** Parameters under the names of the goldens' answers. */
export const goldenNames = (t: CaseTrial, state: Values): Values =>
  Object.fromEntries(t.parameters.map(({ data, theirs }) => [`after.${theirs}`, state[data.name] ?? []]))

interface CaseRun {
  readonly measured: readonly Measured[]
  readonly trace: Trace
}

/** Runs a case, the case `set` ten times in a row; answers are about the first. */
const runCase = (target: Target, t: CaseTrial & { readonly name: string }): Task<CaseRun> =>
  pipe(
    runTrial(target)(t, t.name === whole ? stepsInARow : 1, ({ outputs, state }, i) => {
      const parameters = goldenNames(t, state)
      const measured = i === 0 ? [...measureAll(t.answers, outputs), ...measureAll(t.after, parameters)] : []
      return { measured, losses: Object.fromEntries(t.losses.map((name) => [name, outputs[name] ?? []])), parameters }
    }),
    TE.map((runs) => ({
      measured: runs.flatMap((r) => r.measured),
      trace: { losses: runs.map((r) => r.losses), parameters: runs.at(-1)?.parameters ?? {} },
    })),
  )

/** Runs everything of a plan on a target. */
export const checkTarget =
  (plan: Plan) =>
  ({ target, judge, detections }: Judged): Task<Checked> =>
    pipe(
      TE.Do,
      TE.bind('smoothing', () =>
        TE.traverseSeqArray((t: Plan['smoothing'][number]) => runTrial(target)(t, 1, ({ outputs }) => measureAll(t.answers, outputs)))(
          plan.smoothing,
        ),
      ),
      TE.bind('cases', () => TE.traverseSeqArray((t: Plan['cases'][number]) => runCase(target, t))(plan.cases)),
      TE.bind('found', () => runTrial(target)(plan.inference, 1, ({ outputs }) => plan.detections(target.name, detections, outputs))),
      TE.map(({ smoothing, cases, found }) => ({
        checks: [...judge(target.name, [...smoothing.flat(2), ...plan.truth, ...cases.flatMap((c) => c.measured)]), ...found.flat()],
        trace: cases.map((c) => c.trace).find((t) => t.losses.length === stepsInARow) ?? { losses: [], parameters: {} },
      })),
    )
