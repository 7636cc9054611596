import { describe, expect, it } from 'vitest'
import { line } from '../../../cli/monitor/line.ts'
import { issue } from '../../../dsl/core/issue.ts'
import { evaluatedAt, finished, progressAt, startedAt } from './events.ts'

describe('a report on one line', () => {
  it('says what the event says', () => {
    const problem = issue('loss: not finite', 'classification is NaN', 'lower the rate')
    expect(
      [
        startedAt(0),
        startedAt(500),
        progressAt(600),
        { ...progressAt(600), losses: {}, waiting: 0.126 },
        evaluatedAt(600, 0.2323),
        { type: 'checkpoint' as const, step: 600, file: 'runs/a-0/checkpoints/00000600.safetensors' },
        { type: 'stopped' as const, step: 600 },
        { type: 'failed' as const, issue: problem },
        { type: 'warning' as const, issue: problem },
        finished(0.25),
      ].map(line),
    ).toEqual([
      'fcos-set  seed 3  tfjs:wasm  1,500 steps  (1,234,567 parameters, at most 300 MiB)',
      'fcos-set  seed 3  tfjs:wasm  1,500 steps, from step 500  (1,234,567 parameters, at most 300 MiB)',
      'step 600  classification 0.700  regression 12.3  centreness 6.0e-4  gradient 2.35  rate 9.0e-4  3.14 images/s  1 h 2 min left',
      'step 600  gradient 2.35  rate 9.0e-4  3.14 images/s  waiting 13 %  1 h 2 min left',
      'step 600  AP .232  AP50 .565  AP75 –  APvt .012  APt .132  APs .000  APm 1.00',
      'step 600  checkpoint runs/a-0/checkpoints/00000600.safetensors',
      'stopped after step 600',
      'failed: loss: not finite: classification is NaN',
      'warning: loss: not finite: classification is NaN\n  try  lower the rate',
      'finished fcos-set (seed 3): 1,500 steps in 2 h 1 min  AP .250  AP50 .565  AP75 –  APvt .012  APt .132  APs .000  APm 1.00',
    ])
  })
})
