import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import * as R from 'fp-ts/lib/Record.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { flatten, updateName } from '../../core/procedure.ts'
import type { Issue } from '../../core/issue.ts'
import type { Program } from '../../compile/compile.ts'
import { checkBindings } from '../bindings.ts'
import type { Session, Target, Values } from '../session.ts'
import type { TimedCall, Timing } from '../timing.ts'
import { type Compute, evaluate, meaning } from './evaluate.ts'

const openSession = (program: Program, initial: Values): Session => {
  const copied = (values: Values): Values =>
    pipe(
      values,
      R.map((v) => Float64Array.from(v)),
    )
  const names = new Set([...program.parameters, ...program.state].map((l) => l.name))
  let state = copied(
    pipe(
      initial,
      R.filterWithIndex((name) => names.has(name)),
    ),
  )
  const procedure = flatten(program.legal)
  const run = (feeds: Values, compute?: Compute): Values => {
    const found = pipe(
      evaluate(procedure, { ...feeds, ...state }, compute),
      R.map((v) => v.data),
    )
    const outputs = Object.keys(program.legal.outputs).map((name) => [name, found[name] ?? new Float64Array()] as const)
    const updates = Object.keys(program.legal.updates).map((name) => [name, found[updateName(name)] ?? new Float64Array()] as const)
    state = { ...state, ...Object.fromEntries(updates) }
    return Object.fromEntries(outputs)
  }
  const time = (feeds: Values): Timing => {
    const calls: TimedCall[] = []
    const began = performance.now()
    run(feeds, (x, inputs) => {
      const before = performance.now()
      const value = meaning(x, inputs)
      calls.push({ of: [x], kernel: x.primitive.name, name: x.scope.join('/'), milliseconds: performance.now() - before })
      return value
    })
    return { milliseconds: performance.now() - began, calls }
  }
  const checked = (feeds: Values): TE.TaskEither<Issue, Values> => TE.fromIOEither(() => checkBindings('input', program.inputs, feeds))
  return {
    run: (feeds) =>
      pipe(
        checked(feeds),
        TE.map(() => run(feeds)),
      ),
    timed: (feeds) =>
      pipe(
        checked(feeds),
        TE.map(() => time(feeds)),
      ),
    state: TE.fromIO(() => copied(state)),
    close: () => undefined,
  }
}

/** The float64 interpreter: every primitive's own meaning, nothing replaced. */
export const reference: Target = {
  name: 'reference',
  table: { name: 'reference', replace: () => null },
  accepts: E.right,
  available: () => E.right('it needs nothing, and is slow'),
  open: (program, state) =>
    pipe(
      checkBindings('state', [...program.parameters, ...program.state], state),
      E.map((bound) => openSession(program, bound)),
      TE.fromEither,
    ),
}
