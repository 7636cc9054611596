import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import { type Outputs, topological } from '../core/graph.ts'
import type { Issue } from '../core/issue.ts'
import { flatten, type Procedure, unflatten } from '../core/procedure.ts'
import { type InputData, leaf, type ParameterData, type StateData } from '../ops/leaf.ts'
import { erase } from './erase.ts'
import { type KernelTable, legalise } from './legalise.ts'
import { fold } from './fold.ts'
import { linear } from './linear.ts'
import type { Pass } from './pass.ts'
import { schedule, type Schedule } from './schedule.ts'
import { share } from './share.ts'
import { simplify } from './simplify.ts'
import { verify, verifyUpdates } from './verify.ts'

/** The passes that do not depend on a target, in order. */
export const passes: readonly Pass[] = [erase, simplify, share, linear, fold]

/** A procedure, ready to run on a target. */
export interface Program {
  readonly target: string
  /** The optimised graph before `legalise`: what costs are counted on. */
  readonly optimised: Procedure
  readonly legal: Procedure
  readonly schedule: Schedule
  readonly parameters: readonly ParameterData[]
  readonly state: readonly StateData[]
  readonly inputs: readonly InputData[]
}

/** Each named leaf under `outputs`, once, in order of first appearance. */
const leavesOf = (outputs: Outputs): Pick<Program, 'parameters' | 'state' | 'inputs'> => {
  const [parameters, state, inputs] = [new Map<string, ParameterData>(), new Map<string, StateData>(), new Map<string, InputData>()]
  for (const x of topological(Object.values(outputs))) {
    const l = leaf(x)
    if (l?.kind === 'parameter') parameters.set(l.data.name, l.data)
    if (l?.kind === 'state') state.set(l.data.name, l.data)
    if (l?.kind === 'input') inputs.set(l.data.name, l.data)
  }
  return { parameters: [...parameters.values()], state: [...state.values()], inputs: [...inputs.values()] }
}

/** Runs passes in turn; `see` is shown the graph after each. */
export const runPasses = (list: readonly Pass[], outputs: Outputs, see: (pass: Pass, after: Outputs) => void = () => undefined): Outputs =>
  list.reduce((before, pass) => {
    const after = pass.run(before)
    see(pass, after)
    return after
  }, outputs)

/**
 * Compiles a procedure for a backend: verifies it, optimises it, replaces what the backend lacks, and orders it. All issues at
 * once where the graph is ill-typed.
 */
export const compile =
  (table: KernelTable, see?: (pass: Pass, after: Outputs) => void) =>
  (procedure: Procedure): E.Either<NonEmptyArray<Issue>, Program> => {
    const declared = flatten(procedure)
    const issues = [...verify(declared), ...verifyUpdates(procedure)]
    if (isNonEmpty(issues)) return E.left(issues)
    const optimised = runPasses(passes, declared, see)
    const legal = runPasses([legalise(table), simplify, share], optimised, see)
    return E.right({
      target: table.name,
      optimised: unflatten(optimised),
      legal: unflatten(legal),
      schedule: schedule(legal),
      ...leavesOf(legal),
    })
  }
