import * as t from 'io-ts'
import type { Issue } from './issue.ts'

/** An Issue that comes from another thread or process. */
export const IssueCodec: t.Type<Issue> = t.readonly(
  t.type(
    {
      code: t.string,
      message: t.string,
      path: t.readonlyArray(t.string),
      evidence: t.readonlyArray(t.readonly(t.tuple([t.string, t.string]))),
      hint: t.string,
    },
    'issue',
  ),
)
