import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { BootstrapOptions } from '../../stdlib/eval/analysis/bootstrap.ts'
import type { EvaluateOptions } from '../commands/evaluate.ts'
import { whole } from '../options.ts'
import type { Asked } from './analyse.ts'

/** Replicates where only a comparison is asked for, and the seed where none is given. */
export const usual = { replicates: 1000, seed: 1, level: 0.95 } as const

/** More move no end of an interval, and every replicate is kept until the last. */
const mostReplicates = 10_000

/** What to measure: one file of detections, or the difference of two. */
export type Task =
  | { readonly kind: 'one'; readonly detections: string; readonly asked: Asked }
  | { readonly kind: 'two'; readonly files: readonly [string, string]; readonly options: BootstrapOptions; readonly classes: boolean }

/** Reads the options of `evaluate` that say what to measure. */
export const taskOf = (options: EvaluateOptions): E.Either<NonEmptyArray<Issue>, Task> =>
  pipe(
    E.Do,
    E.bind('replicates', () => whole('evaluate')('--bootstrap', options.bootstrap, 1, mostReplicates)),
    E.bind('seed', () => whole('evaluate')('--seed', options.seed, 0)),
    E.chain(({ replicates, seed = usual.seed }): E.Either<NonEmptyArray<Issue>, Task> => {
      const { detections, compare, html } = options
      const all = html !== undefined
      const classes = options.perClass === true
      if (compare === undefined) {
        if (detections === undefined)
          return refused('--detections', 'needs `--detections`, or `--compare` with two files', 'name the results')
        if (options.seed !== undefined && replicates === undefined)
          return refused('--seed', '`--seed` is what `--bootstrap` draws by', 'add `--bootstrap 1000`')
        const asked = {
          classes: all || classes,
          errors: all || options.errors === true,
          confusion: all || options.confusion === true,
          calibration: all || options.calibration === true,
          ...(replicates === undefined ? {} : { bootstrap: { ...usual, replicates, seed } }),
        }
        return E.right({ kind: 'one', detections, asked })
      }
      const [a, b, ...more] = compare
      if (a === undefined || b === undefined || more.length > 0)
        return refused(
          '--compare',
          `\`--compare\` takes two files of detections, but there are ${compare.length}`,
          'write `--compare a.json b.json`',
        )
      const alone = (['detections', 'errors', 'confusion', 'calibration'] as const).filter((key) => options[key] !== undefined)
      const [first] = alone
      if (first !== undefined)
        return refused(
          '--compare',
          `\`--compare\` tells the difference of two files, and \`--${first}\` is of one`,
          'ask for them one after the other',
        )
      return E.right({ kind: 'two', files: [a, b], options: { ...usual, replicates: replicates ?? usual.replicates, seed }, classes })
    }),
  )

const refused = (option: string, message: string, hint: string): E.Either<NonEmptyArray<Issue>, never> =>
  E.left([issue('evaluate: options', message, hint, { path: [option] })])
