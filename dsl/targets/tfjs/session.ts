import type { Either } from 'fp-ts/lib/Either.js'
import type { Program } from '../../compile/compile.ts'
import type { Issue } from '../../core/issue.ts'
import type { Session, Values } from '../session.ts'
import type { Backend } from './backend.ts'
import { nodesOf, plan } from './plan.ts'
import { openPlan, type Planned } from './run-plan.ts'

/** The plan of a program, with what its session checks and tells. */
export const planned = (program: Program): Planned => ({
  target: program.target,
  plan: plan(program),
  inputs: program.inputs,
  kept: [...program.parameters, ...program.state],
  peakBytes: program.schedule.peakBytes,
})

/** Opens a program on a TensorFlow.js backend. */
export const openSession = (backend: Backend, program: Program, initial: Values): Either<Issue, Session> =>
  openPlan(backend, planned(program), initial, nodesOf(program))
