import type { Issue } from '../../dsl/core/issue.ts'
import type { Event, Metrics, Summary } from '../events.ts'

type Of<T extends Event['type']> = Extract<Event, { readonly type: T }>
type Progress = Of<'progress'>

/** What a monitor is told: what the training process says, and that it was asked to stop. */
export type Report = Event | { readonly type: 'stopping' }

/** What a monitor knows of a run: a fold of its events, with no clock and no file in it. */
export interface RunState {
  readonly started: Of<'started'> | undefined
  readonly progress: readonly Progress[]
  readonly evaluations: readonly Of<'evaluated'>[]
  readonly checkpoint: Of<'checkpoint'> | undefined
  readonly warnings: readonly Issue[]
  readonly stopping: boolean
  readonly end:
    | { readonly type: 'stopped'; readonly step: number }
    | { readonly type: 'failed'; readonly issue: Issue }
    | { readonly type: 'finished'; readonly summary: Summary }
    | undefined
}

/** Before the first event. */
export const initial: RunState = {
  started: undefined,
  progress: [],
  evaluations: [],
  checkpoint: undefined,
  warnings: [],
  stopping: false,
  end: undefined,
}

/**
 * The state after one more event. A `started` at step n forgets what was reported after n: those steps were lost with an
 * earlier session and are trained again.
 */
export const reduce = (state: RunState, event: Report): RunState => {
  switch (event.type) {
    case 'started': {
      const kept = <A extends { readonly step: number }>(reports: readonly A[]): readonly A[] =>
        reports.filter(({ step }) => step <= event.firstStep)
      return { ...state, started: event, progress: kept(state.progress), evaluations: kept(state.evaluations), end: undefined }
    }
    case 'progress':
      return { ...state, progress: [...state.progress, event] }
    case 'evaluated':
      return { ...state, evaluations: [...state.evaluations, event] }
    case 'checkpoint':
      return { ...state, checkpoint: event }
    case 'warning':
      return { ...state, warnings: [...state.warnings, event.issue] }
    case 'stopping':
      return { ...state, stopping: true }
    case 'stopped':
    case 'failed':
    case 'finished':
      return { ...state, end: event }
  }
}

/** Steps done by the newest report. */
export const stepOf = (state: RunState): number => state.progress.at(-1)?.step ?? state.started?.firstStep ?? 0

/** The newest metrics: those of the summary, else of the last evaluation. */
export const metricsOf = (state: RunState): Metrics | undefined =>
  state.end?.type === 'finished' ? state.end.summary.metrics : state.evaluations.at(-1)?.metrics
