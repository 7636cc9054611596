import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import { chooseTarget } from '../dsl/targets/choose.ts'
import type { Target } from '../dsl/targets/session.ts'

/** The target that `--target` names, or the fastest that works here; then which one and why is told. */
export const chosenFor = (asked: string | undefined, tell: (text: string) => void): E.Either<NonEmptyArray<Issue>, Target> =>
  pipe(
    chooseTarget(asked),
    E.bimap(
      (i): NonEmptyArray<Issue> => [i],
      ({ target, reason }) => {
        if (asked === undefined) tell(`target ${target.name}: ${reason}\n`)
        return target
      },
    ),
  )
