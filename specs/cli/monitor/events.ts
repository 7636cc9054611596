import type { Event, Metrics } from '../../../cli/events.ts'

export const metrics = (AP: number | null): Metrics => ({ AP, AP50: 0.5653, AP75: null, APvt: 0.012, APt: 0.1324, APs: 0, APm: 1 })

export const startedAt = (firstStep: number): Event => ({
  type: 'started',
  name: 'fcos-set',
  seed: 3,
  target: 'tfjs:wasm',
  steps: 1500,
  firstStep,
  parameters: 1234567,
  peakBytes: 300 * 2 ** 20,
})

/** Losses fall in proportion to the step. */
export const progressAt = (step: number): Event => ({
  type: 'progress',
  step,
  losses: { classification: 1 - step / 2000, regression: 12.345, centreness: 0.0006 },
  gradientNorm: 2.345,
  learningRate: 0.0009,
  imagesPerSecond: 3.14159,
  secondsLeft: 3725,
})

export const evaluatedAt = (step: number, AP: number): Event => ({ type: 'evaluated', step, metrics: metrics(AP) })

export const finished = (AP: number): Event => ({
  type: 'finished',
  summary: { name: 'fcos-set', seed: 3, target: 'tfjs:wasm', steps: 1500, seconds: 7265, metrics: metrics(AP) },
})
