import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { chooseTarget } from '../../dsl/targets/choose.ts'
import { reference } from '../../dsl/targets/reference/target.ts'
import type { Target } from '../../dsl/targets/session.ts'
import { tensorflow } from '../../dsl/targets/tensorflow/target.ts'
import { wasm } from '../../dsl/targets/tfjs/wasm.ts'
import { webgpuOnGpu } from '../../dsl/targets/tfjs/webgpu/target.ts'
import { type Check, float32Checks, float64Checks, passes } from './agreement.ts'
import { whole } from './case.ts'
import { type Checked, checkTarget, goldenNames, type Judged } from './check.ts'
import { readGoldens } from './folder.ts'
import { type Plan, planOf } from './plan.ts'
import { lines, verdict } from './report.ts'
import { stepChecks } from './steps.ts'

const usage = `Usage: npm run -s goldens -- [DIR] [--target NAME]

Runs the golden cases of DIR (default ../shared/goldens) on the targets reference, tfjs:wasm and, where they work, tensorflow and tfjs:webgpu
on a GPU, or on reference and the one that is named: a line a check, with its name, target, error, tolerance, and ok or FAIL. The exit code is
0 when all agree, else 1.

Example:
  npm run -s goldens -- ../shared/goldens
`

const inFloat64: Judged = { target: reference, judge: float64Checks, detections: { boxes: 1e-7, scores: 1e-9 } }
const inFloat32 = (target: Target): Judged => ({ target, judge: float32Checks, detections: { boxes: 0.01, scores: 1e-4 } })

/** The targets in float32 that can compute here. */
const float32Targets = (): readonly Target[] => [wasm, tensorflow, webgpuOnGpu].filter((target) => E.isRight(target.available()))

interface Asked {
  readonly folder: string
  readonly targets: () => readonly Target[]
}

const refused = (args: readonly string[]): NonEmptyArray<Issue> => [
  issue(
    'command line: arguments',
    `one folder is expected, and \`--target\` with a name may follow, but \`${args.join(' ')}\` is given`,
    '`npm run -s goldens -- --help` has an example',
  ),
]

/** What the arguments ask for, or null where they ask for help. */
const asked = (args: readonly string[]): E.Either<NonEmptyArray<Issue>, Asked | null> => {
  if (args.includes('--help') || args.includes('-h')) return E.right(null)
  const option = args.indexOf('--target')
  const name = option < 0 ? undefined : args[option + 1]
  const [folder = '../shared/goldens', ...more] = option < 0 ? args : args.filter((_, i) => i !== option && i !== option + 1)
  if (more.length > 0 || folder.startsWith('-') || (option >= 0 && name === undefined)) return E.left(refused(args))
  return name === undefined
    ? E.right({ folder, targets: float32Targets })
    : pipe(
        chooseTarget(name),
        E.bimap(
          (i): NonEmptyArray<Issue> => [i],
          ({ target }) => ({ folder, targets: () => [target] }),
        ),
      )
}

const inARow = (plan: Plan, target: string, found: Checked, expected: Checked): readonly Check[] =>
  plan.cases.filter(({ name }) => name === whole).flatMap((t) => stepChecks(target, goldenNames(t, t.state), found.trace, expected.trace))

const checkFolder = ({ folder, targets }: Asked, out: (text: string) => void): TE.TaskEither<NonEmptyArray<Issue>, readonly Check[]> => {
  const print = <A extends readonly Check[]>(checks: A): A => {
    out(lines(checks))
    return checks
  }
  return pipe(
    readGoldens(folder),
    TE.chainEitherK(planOf),
    TE.bindTo('plan'),
    TE.bind('float64', ({ plan }) => checkTarget(plan)(inFloat64)),
    TE.bind('first', ({ float64 }) => TE.right(print(float64.checks))),
    TE.chain(({ plan, first, float64 }) =>
      pipe(
        targets(),
        TE.traverseSeqArray((target) =>
          pipe(
            checkTarget(plan)(inFloat32(target)),
            TE.map((found) => print([...found.checks, ...inARow(plan, target.name, found, float64)])),
          ),
        ),
        TE.map((rest) => [...first, ...rest.flat()]),
      ),
    ),
  )
}

/** `npm run -s goldens -- [DIR] [--target NAME]`: the exit code, or what is wrong with the folder. */
export const goldens = (args: readonly string[], out: (text: string) => void): TE.TaskEither<NonEmptyArray<Issue>, number> =>
  pipe(
    TE.fromEither(asked(args)),
    TE.chain((wanted) => {
      if (wanted === null) {
        out(usage)
        return TE.right(0)
      }
      return pipe(
        checkFolder(wanted, out),
        TE.map((checks) => {
          out(verdict(checks))
          return checks.every(passes) ? 0 : 1
        }),
      )
    }),
  )
