import { issue, type Issue } from '../dsl/core/issue.ts'
import type { Summary } from './events.ts'
import { fraction } from './monitor/format.ts'
import { runFolder } from './runs/folder.ts'

/** The AP50 that a detector of the demo reaches at the least: it was .70 and more wherever it was tried, and near 0 without training. */
const least = 0.3

/** An issue for each run of the demo below `out` that did not learn to find what it was shown. */
export const unlearned =
  (out: string) =>
  (summaries: readonly Summary[]): readonly Issue[] =>
    summaries
      .filter(({ metrics: { AP50 } }) => AP50 === null || AP50 < least)
      .map(({ name, seed, target, steps, metrics }) =>
        issue(
          'demo: not learned',
          `AP50 is at least ${fraction(least)} after training, but ${name} has ${fraction(metrics.AP50)}`,
          'run `npm test`: it finds a target that computes wrongly here; if all of it passes, report this with the events of the run',
          {
            path: [runFolder(out, name, seed).path],
            evidence: [
              ['target', target],
              ['steps', String(steps)],
            ],
          },
        ),
      )
