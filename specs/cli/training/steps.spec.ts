import { describe, expect, it } from 'vitest'
import { learningRateAt, type Schedule } from '../../../stdlib/optim/schedule.ts'
import { tiny } from './tiny.ts'
import { witnessed } from './witness.ts'

const steps = 5
const schedule: Schedule = {
  rate: 0.1,
  warmUp: { kind: 'linear', steps: 2, ratio: 0.5 },
  decay: { kind: 'step', milestones: [3, 4], factor: 0.1 },
}
const e = tiny()
const run = witnessed({ ...e, training: { ...e.training, steps, schedule } })

describe('a run', () => {
  it('is fed the learning rate of each step, counted from 0, and reports it', async () => {
    const { fed, events } = await run
    const rates = Array.from({ length: steps }, (_, step) => learningRateAt(schedule, step, steps))
    expect(new Set(rates).size).toBe(steps)
    expect(fed.slice(0, steps).map((feeds) => feeds['learningRate']?.[0])).toEqual(rates)
    const progress = events.flatMap((event) => (event.type === 'progress' ? [event] : []))
    expect(progress.at(-1)?.step).toBe(steps)
    expect(progress.map(({ learningRate }) => learningRate)).toEqual(progress.map(({ step }) => rates[step - 1]))
  })

  it('names the target that it ran on, as it starts and in its summary', async () => {
    const { events, summary } = await run
    expect(events[0]).toMatchObject({ type: 'started', target: 'witness' })
    expect(summary.target).toBe('witness')
  })
})
