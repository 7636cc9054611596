import type { Command } from 'commander'
import type * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'

/** What a command does; its number is the exit code. */
export type Action<A extends readonly unknown[]> = (...args: A) => TaskEither<NonEmptyArray<Issue>, number>

/** What came of a command line. */
export type Outcome = E.Either<NonEmptyArray<Issue>, number>

/** Adds a command to the program or to a group of it: its words, what it does when called, and who is told what came of it. */
export type Declare<A extends readonly unknown[]> = (to: Command, act: Action<A>, done: (outcome: Outcome) => void) => void

/** How every command says that it takes `--target`. */
export const onTarget = 'compute on this target in place of the fastest that works here; `doctor` lists them'

/** The end of a command's help. */
export const example = (line: string): string => `\nExample:\n  npm run -s fovea -- ${line}\n`
