import { describe, expect, it } from 'vitest'
import type { Summary } from '../../cli/events.ts'
import { unlearned } from '../../cli/learned.ts'
import { draw } from '../../dsl/core/issue.ts'

const withAP50 = (name: string, AP50: number | null): Summary => ({
  name,
  seed: 0,
  target: 'tfjs:wasm',
  steps: 300,
  seconds: 90,
  metrics: { AP: 0.2, AP50, AP75: 0.1, APvt: null, APt: null, APs: null, APm: null },
})

describe('the demo', () => {
  it('has learned where each AP50 is at least .300', () => {
    expect(unlearned('runs/demo')([withAP50('fcos', 0.3), withAP50('fcos-set', 0.72)])).toEqual([])
  })

  it('has an issue for each detector below, or that could not be measured', () => {
    const issues = unlearned('runs/demo')([withAP50('fcos', 0.299), withAP50('fcos-set', 0.72), withAP50('other', null)])
    expect(issues.map(draw)).toEqual(
      [
        ['fcos', '.299'],
        ['other', '–'],
      ].map(([name, AP50]) =>
        [
          `demo: not learned: AP50 is at least .300 after training, but ${name ?? ''} has ${AP50 ?? ''}`,
          `  at      runs/demo/${name ?? ''}-0`,
          '  target  tfjs:wasm',
          '  steps   300',
          '  try     run `npm test`: it finds a target that computes wrongly here; if all of it passes, report this with the events of the run',
        ].join('\n'),
      ),
    )
  })
})
