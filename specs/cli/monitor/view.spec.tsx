import { renderToString } from 'ink'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../cli/events.ts'
import { initial, reduce } from '../../../cli/monitor/state.ts'
import { RunView } from '../../../cli/monitor/view.tsx'
import { issue } from '../../../dsl/core/issue.ts'
import { evaluatedAt, finished, progressAt, startedAt } from './events.ts'

const drawn = (events: readonly Event[], columns: number, colour = false): string =>
  renderToString(<RunView state={events.reduce(reduce, initial)} paper={{ columns, colour }} />, { columns })
const running = [startedAt(0), ...Array.from({ length: 12 }, (_, i) => progressAt(50 * (i + 1))), evaluatedAt(600, 0.2323)]
const damaged: Event = { type: 'warning', issue: issue('run: checkpoint', 'a checkpoint is damaged', 'nothing to do', { path: ['a'] }) }
const text = (...lines: readonly string[]): string => lines.join('\n')

describe('the view of a run', () => {
  it('shows progress, losses by branch and AP by size in 40 columns', () => {
    expect(drawn(running, 40)).toBe(
      text(
        'fcos-set  seed 3  tfjs:wasm',
        '1,234,567 parameters  300 MiB',
        '█████████░░░░░░░░░░░░░░   600/1500   40%',
        '3.14 images/s  1 h 2 min left',
        'gradient 2.35  rate 9.0e-4',
        '',
        'loss',
        'classification   0.700  █▇▇▆▅▅▄▄▃▂▂▁',
        'regression        12.3  ▁▁▁▁▁▁▁▁▁▁▁▁',
        'centreness      6.0e-4  ▁▁▁▁▁▁▁▁▁▁▁▁',
        '',
        'AP   AP50 AP75 APvt APt  APs  APm',
        '.232 .565 –    .012 .132 .000 1.00',
      ),
    )
  })
  it('never runs over the width of the terminal', () => {
    const many = [...running, ...Array.from({ length: 100 }, (_, i) => progressAt(600 + i)), damaged]
    ;[40, 50, 80, 200].forEach((columns) => {
      drawn(many, columns)
        .split('\n')
        .forEach((line) => {
          expect([...line].length).toBeLessThanOrEqual(columns)
        })
    })
  })
  it('says that it waits for the first event', () => {
    expect(drawn([], 40)).toBe('starting ...')
  })
  it('shows a warning below', () => {
    expect(drawn([startedAt(750), damaged], 40)).toBe(
      text(
        'fcos-set  seed 3  tfjs:wasm',
        '1,234,567 parameters  300 MiB',
        '████████████░░░░░░░░░░░   750/1500   50%',
        '',
        '1 warning, the last:',
        'run: checkpoint: a checkpoint is damaged',
        '  at   a',
        '  try  nothing to do',
      ),
    )
  })
  it('shows how a run ended', () => {
    expect(drawn([startedAt(0), progressAt(1500), finished(0.25)], 40)).toContain('3.14 images/s  finished in 2 h 1 min')
    expect(drawn([startedAt(0), progressAt(10), { type: 'stopped', step: 10 }], 40)).toContain('3.14 images/s  stopped')
  })
  it('says the same with colour and without', () => {
    const plain = drawn(running, 60)
    expect(drawn(running, 60, true).replaceAll(new RegExp('\u001b\\[[0-9;]*m', 'g'), '')).toBe(plain)
  })
})
