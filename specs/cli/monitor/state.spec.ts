import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initial, metricsOf, reduce, stepOf, type RunState } from '../../../cli/monitor/state.ts'
import type { Event } from '../../../cli/events.ts'
import { issue } from '../../../dsl/core/issue.ts'
import { evaluatedAt, finished, metrics, progressAt, startedAt } from './events.ts'

const after = (...events: readonly Event[]): RunState => events.reduce(reduce, initial)
const steps = (state: RunState): readonly number[] => state.progress.map(({ step }) => step)

describe('the state of a run', () => {
  it('knows each report, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 })), (reported) => {
        expect(steps(after(startedAt(0), ...reported.map(progressAt)))).toEqual(reported)
      }),
    )
  })
  it('forgets on a new start what was reported after the checkpoint', () => {
    const state = after(startedAt(0), progressAt(5), progressAt(10), evaluatedAt(5, 0.1), evaluatedAt(10, 0.2), startedAt(5), progressAt(7))
    expect(steps(state)).toEqual([5, 7])
    expect(metricsOf(state)?.AP).toBe(0.1)
  })
  it('is at the step of the last report, or where the session began', () => {
    expect([after(), after(startedAt(30)), after(startedAt(0), progressAt(7))].map(stepOf)).toEqual([0, 30, 7])
  })
  it('shows the metrics of the summary once there is one', () => {
    expect(metricsOf(after(startedAt(0), evaluatedAt(5, 0.1), finished(0.3)))).toEqual(metrics(0.3))
    expect(metricsOf(after(startedAt(0)))).toBeUndefined()
  })
  it('ends as the last session ended, and no longer once a new one starts', () => {
    const failed: Event = { type: 'failed', issue: issue('a', 'b', 'c') }
    expect(after(startedAt(0), failed).end?.type).toBe('failed')
    expect(after(startedAt(0), failed, startedAt(0)).end).toBeUndefined()
  })
  it('keeps every warning', () => {
    const warning = (code: string): Event => ({ type: 'warning', issue: issue(code, 'b', 'c') })
    expect(after(warning('1'), startedAt(0), warning('2')).warnings.map(({ code }) => code)).toEqual(['1', '2'])
  })
})
