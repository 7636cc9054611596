import * as t from 'io-ts'
import { IssueCodec } from '../../../dsl/core/issue-codec.ts'
import { Facts } from './prepare.ts'

/** What a thread is asked for: the batch of a step, in one of the buffers. */
export const Task = t.readonly(t.type({ step: t.number, slot: t.number }, 'task'))
export type Task = t.TypeOf<typeof Task>

/** What it answers. */
export const Answer = t.union(
  [t.readonly(t.type({ step: t.number, facts: Facts }, 'done')), t.readonly(t.type({ step: t.number, issue: IssueCodec }, 'failed'))],
  'answer',
)
export type Answer = t.TypeOf<typeof Answer>
