import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decay, learningRateAt, linearWarmUp, type Schedule, type WarmUp } from '../../../stdlib/optim/schedule.ts'

const ratio = fc.double({ min: 0, max: 1, noNaN: true })
const warmUp: fc.Arbitrary<WarmUp> = fc.record({ kind: fc.constantFrom('constant', 'linear'), steps: fc.nat(50), ratio })
const decay: fc.Arbitrary<Decay> = fc.oneof(
  fc.constantFrom<Decay>({ kind: 'constant' }, { kind: 'cosine' }),
  fc.record({ kind: fc.constant('step' as const), milestones: fc.array(fc.nat(120)), factor: ratio }),
)
const schedule: fc.Arbitrary<Schedule> = fc.record({
  rate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  warmUp: fc.option(warmUp),
  decay,
})
const steps = 120
const rates = (s: Schedule): readonly number[] => Array.from({ length: steps }, (_, i) => learningRateAt(s, i, steps))
const rises = (v: readonly number[]): boolean => v.every((x, i) => i === 0 || x >= (v[i - 1] ?? NaN) - 1e-15)

describe('learningRateAt', () => {
  it('stays between 0 and the rate', () => {
    fc.assert(fc.property(schedule, (s) => rates(s).every((r) => r >= 0 && r <= s.rate * (1 + 1e-12))))
  })

  it('never falls while it warms up, and never rises while it decays', () => {
    fc.assert(fc.property(schedule, (s) => rises(rates({ ...s, decay: { kind: 'constant' } }))))
    fc.assert(fc.property(schedule, (s) => rises(rates({ ...s, warmUp: null }).toReversed())))
  })

  it('is the decay alone once it is warm', () => {
    fc.assert(
      fc.property(schedule, (s) => {
        const from = s.warmUp?.steps ?? 0
        expect(rates(s).slice(from)).toEqual(rates({ ...s, warmUp: null }).slice(from))
      }),
    )
  })

  it('is 100 steps of linear warm-up times a cosine to 0, as (i + 1) / 100 · (1 + cos(πi/n)) / 2', () => {
    const s: Schedule = { rate: 1e-3, warmUp: linearWarmUp(100), decay: { kind: 'cosine' } }
    for (let i = 0; i <= 1500; i++)
      expect(learningRateAt(s, i, 1500)).toBeCloseTo(1e-3 * Math.min(1, (i + 1) / 100) * 0.5 * (1 + Math.cos((Math.PI * i) / 1500)), 15)
  })

  it('warms up as mmdetection: rate · (1 − (1 − i/n)(1 − ratio)), or rate · ratio', () => {
    const linear: Schedule = { rate: 0.005, warmUp: { kind: 'linear', steps: 500, ratio: 0.001 }, decay: { kind: 'constant' } }
    const constant: Schedule = { rate: 0.005, warmUp: { kind: 'constant', steps: 500, ratio: 1 / 3 }, decay: { kind: 'constant' } }
    for (let i = 0; i < 500; i++) {
      expect(learningRateAt(linear, i, 1000)).toBeCloseTo(0.005 * (1 - (1 - i / 500) * (1 - 0.001)), 15)
      expect(learningRateAt(constant, i, 1000)).toBeCloseTo(0.005 / 3, 15)
    }
  })

  it('falls by the factor at each milestone, from the step itself on', () => {
    const s: Schedule = { rate: 1, warmUp: null, decay: { kind: 'step', milestones: [8, 11], factor: 0.5 } }
    expect([7, 8, 10, 11, 100].map((i) => learningRateAt(s, i, 12))).toEqual([1, 0.5, 0.5, 0.25, 0.25])
  })
})
