import type { Either } from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Program } from '../compile/compile.ts'
import type { KernelTable } from '../compile/legalise.ts'
import type { Issue } from '../core/issue.ts'
import type { Timing } from './timing.ts'

/** Values by the name of a leaf or an output, row-major. */
export type Values = Readonly<Record<string, ArrayLike<number>>>

/** A program opened on a target: parameters and state stay there between runs. What it is asked comes one after the other, never at once. */
export interface Session {
  /** Runs once on fed inputs: gives the outputs, and the updates become the new state. */
  readonly run: (feeds: Values) => TaskEither<Issue, Values>
  /** A run like any other, and what it spent its time on. Being watched takes some time too. */
  readonly timed: (feeds: Values) => TaskEither<Issue, Timing>
  /** A copy of the parameters and state, by name. */
  readonly state: TaskEither<Issue, Values>
  readonly close: () => void
}

/** Something that computes programs. */
export interface Target {
  readonly name: string
  readonly table: KernelTable
  /** Can it compute here? Then why, in a few words; else what is missing, and what would mend it. */
  readonly available: () => Either<Issue, string>
  /** A program that it can compute as far as is known before it runs; else why not. */
  readonly accepts: (program: Program) => Either<Issue, Program>
  /** Why its runs can't be timed by the call; absent where they can. */
  readonly untimed?: Issue
  /** Opens a program with the values of its parameters and state. */
  readonly open: (program: Program, state: Values) => TaskEither<Issue, Session>
}
