import * as E from 'fp-ts/lib/Either.js'
import { map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile } from '../../dsl/compile/compile.ts'
import type { Pass } from '../../dsl/compile/pass.ts'
import type { Outputs } from '../../dsl/core/graph.ts'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { suggest } from '../../dsl/core/nearest.ts'
import { printGraph } from '../../dsl/core/print.ts'
import type { Target } from '../../dsl/targets/session.ts'
import { trainingOf } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'

/**
 * The training step of an experiment after a pass of the compiler. A pass that runs more than once is printed each time, since what lies
 * between may be what is looked for.
 */
export const printedAfter = (target: Target, name: string, e: Experiment): E.Either<NonEmptyArray<Issue>, string> => {
  const seen: (readonly [Pass, Outputs])[] = []
  return pipe(
    compile(target.table, (...step) => seen.push(step))(trainingOf(e)),
    E.mapLeft(map(under(e.name))),
    E.chain(() => {
      const names = [...new Set(seen.map(([pass]) => pass.name))]
      const found = seen.flatMap(([pass, after]) => (pass.name === name ? [after] : []))
      return found.length > 0
        ? E.right(found)
        : E.left([issue('explain: pass', `there is no pass \`${name}\``, suggest(name, names), { path: ['--print-after'] })])
    }),
    E.map((found) =>
      found
        .map(
          (after, i) =>
            `# ${e.name}: the training step after ${name}${found.length > 1 ? ` (${String(i + 1)} of ${String(found.length)})` : ''}\n\n${printGraph(after)}`,
        )
        .join('\n'),
    ),
  )
}
