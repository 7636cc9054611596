import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile } from '../../dsl/compile/compile.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Target } from '../../dsl/targets/session.ts'
import type { Planned } from '../../dsl/targets/tfjs/run-plan.ts'
import { planned } from '../../dsl/targets/tfjs/session.ts'
import { wasm } from '../../dsl/targets/tfjs/wasm.ts'
import { webgpu } from '../../dsl/targets/tfjs/webgpu/target.ts'
import { inferenceOf } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { LeafValues } from '../../stdlib/nn/initialise.ts'
import type { Trained } from '../detection/trained.ts'
import { readingOf } from '../training/detector-session.ts'
import type { Model } from './model.ts'

/** A model, and the values of its parameters. */
export interface ExportedModel {
  readonly model: Model
  readonly values: LeafValues
}

const planOf = (e: Experiment, target: Target): E.Either<NonEmptyArray<Issue>, Planned> =>
  pipe(
    compile(target.table)(inferenceOf(e, 1)),
    E.chain((program) =>
      pipe(
        target.accepts(program),
        E.mapLeft((i): NonEmptyArray<Issue> => [i]),
      ),
    ),
    E.map(planned),
  )

/** Can all of it be told as JSON, which has neither functions nor infinities? */
const isData = (model: Model): boolean => {
  const found: unknown[] = []
  JSON.stringify(model, (_, value: unknown) => {
    if (typeof value === 'function' || (typeof value === 'number' && !Number.isFinite(value))) found.push(value)
    return value
  })
  return found.length === 0
}

const undescribed: NonEmptyArray<Issue> = [
  issue(
    'export: not data',
    'a page computes what can be written as JSON, but there is a function or an infinity',
    'a detector without host functions',
  ),
]

/** A run's detector, compiled for one picture on each target that a page can compute on. */
export const modelOf = ({ e, checkpoint }: Trained): E.Either<NonEmptyArray<Issue>, ExportedModel> =>
  pipe(
    sequenceS(E.getApplicativeValidation(getSemigroup<Issue>()))({ 'tfjs:wasm': planOf(e, wasm), 'tfjs:webgpu': planOf(e, webgpu) }),
    E.map((plans): ExportedModel => {
      const weights = plans['tfjs:wasm'].kept.map(({ name }) => ({ name, length: checkpoint.values[name]?.length ?? 0 }))
      const { name, classes, input } = e
      const reading = readingOf(e, 1)
      const levels = reading.levels.map(({ level, stride, height, width, offset }) => ({ level, stride, height, width, offset }))
      const model = { name, step: checkpoint.step, classes, input, reading: { ...reading, levels }, plans, weights }
      return { model, values: checkpoint.values }
    }),
    E.filterOrElse(
      ({ model }) => isData(model),
      () => undescribed,
    ),
  )
