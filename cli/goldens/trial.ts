import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Procedure } from '../../dsl/core/procedure.ts'
import { compile } from '../../dsl/compile/compile.ts'
import type { Session, Target, Values } from '../../dsl/targets/session.ts'
import { type Measured, measure } from './agreement.ts'
import type { Answer } from './lookup.ts'

/** A procedure with everything that it runs on, and the answers that its outputs are held to, output by output of the same name. */
export interface Trial {
  readonly procedure: Procedure
  /** Parameters and state before. */
  readonly state: Values
  readonly feeds: Values
  readonly answers: readonly Answer[]
}

/** What one run gives, and the parameters and state behind it. */
export interface Run {
  readonly outputs: Values
  readonly state: Values
}

/** One run after the other on the same feeds, each shown to `see` and forgotten. */
const consecutive = <A>(
  session: Session,
  feeds: Values,
  runs: number,
  see: (run: Run, i: number) => A,
): TE.TaskEither<Issue, readonly A[]> =>
  pipe(
    NEA.range(0, runs - 1),
    TE.traverseSeqArray((i) =>
      pipe(
        TE.Do,
        TE.bind('outputs', () => session.run(feeds)),
        TE.bind('state', () => session.state),
        TE.map((run) => see(run, i)),
      ),
    ),
  )

/** Compiles a trial for a target and runs it there, `runs` times on the same feeds. */
export const runTrial =
  (target: Target) =>
  <A>(
    { procedure, state, feeds }: Omit<Trial, 'answers'>,
    runs: number,
    see: (run: Run, i: number) => A,
  ): TE.TaskEither<NonEmptyArray<Issue>, readonly A[]> =>
    pipe(
      TE.fromEither(compile(target.table)(procedure)),
      TE.chain((program) =>
        pipe(
          TE.bracket(
            target.open(program, state),
            (session) => consecutive(session, feeds, runs, see),
            (session) => TE.fromIO(session.close),
          ),
          TE.mapLeft(NEA.of),
        ),
      ),
    )

/** The answers beside values of the same names. */
export const measureAll = (answers: readonly Answer[], values: Values): readonly Measured[] =>
  answers.map((a) => measure(a, a.values, values[a.name] ?? []))
