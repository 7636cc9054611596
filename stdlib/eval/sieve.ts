import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { type RecordCodec, SHOWN, wrongKeys } from './records.ts'

/** Decodes a list of records that comes in runs. */
export interface Sieve {
  readonly take: (first: number, records: readonly unknown[]) => void
  /** An issue for each wrong key of the first 20 wrong records, then their count; empty where all were right. */
  readonly issues: () => readonly Issue[]
}

/**
 * A sieve that keeps the records that are right.
 *
 * @param path of the list, for issues
 * @param keep called for each, in order
 */
export const newSieve = <A>(path: readonly string[], codec: RecordCodec<A>, keep: (record: A, at: number) => void): Sieve => {
  const found: Issue[] = []
  let wrong = 0
  let all = 0
  return {
    take: (first, records) => {
      for (const [i, record] of records.entries()) {
        all++
        if (codec.is(record)) keep(record, first + i)
        else if (wrong++ < SHOWN) found.push(...wrongKeys(codec, record).map(under(...path, String(first + i))))
      }
    },
    issues: () =>
      wrong <= SHOWN
        ? found
        : [
            ...found,
            issue(
              'json: more',
              `${wrong - SHOWN} more of ${all} ${codec.name}s are wrong`,
              'repair the first ones; the cause is often the same',
              {
                path,
              },
            ),
          ],
  }
}
