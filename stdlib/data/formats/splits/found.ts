import type * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../../../dsl/core/issue.ts'
import type { Fault } from '../../fault.ts'
import type { Place } from '../format.ts'

/** An image that a list names. */
export interface ListedName {
  /** What it may be called, without its extension, from the folder of images; the first that is there. */
  readonly names: readonly string[]
  /** As the list has it. */
  readonly text: string
  /** The list, and the line in it. */
  readonly at: readonly [file: string, line: string]
}

/** What is annotated in a place, or, where images are named, that of these alone. */
export interface Piece {
  readonly place: Place
  readonly names?: readonly ListedName[]
}

/** A split that a data set tells by itself, in lists of images or of folders. */
export interface FoundSplit {
  readonly name: string
  /** An Issue where the lists say nothing that can be read. */
  readonly pieces: E.Either<Issue, readonly Piece[]>
  /** What is wrong with the lists. */
  readonly faults: readonly Fault[]
}

export interface FoundSplits {
  readonly splits: readonly FoundSplit[]
  /** What is worth knowing of all of them together. */
  readonly notices: Task<readonly Fault[]>
}

/** Finds the splits of all that is in a place; none is no Issue. */
export type FindSplits = (place: Place) => TaskEither<Issue, FoundSplits>
