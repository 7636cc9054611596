import { describe, expect, it } from 'vitest'
import type { Measured } from '../../../cli/explanation/measure.ts'
import { ms, phaseName, profileTable } from '../../../cli/explanation/profile-table.ts'
import { profileOf } from '../../../cli/explanation/profile.ts'
import { during, within } from '../../../dsl/core/scope.ts'
import { conv2d } from '../../../dsl/ops/conv2d.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { relu } from '../../../dsl/ops/relu.ts'
import { centred } from '../../../dsl/ops/window.ts'
import { total } from '../../../dsl/ops/sum.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import type { TimedCall } from '../../../dsl/targets/timing.ts'
import { grad } from '../../../dsl/transform/grad.ts'

const w = input('w', [3, 3, 64, 100])
const c = within(['backbone', 'body', 'layer1'], () => conv2d(input('x', [1, 10, 10, 64]), w, centred(3)))
const [dw] = grad(total(c), [w])
const call = (x: Tensor, kernel: string, milliseconds: number): TimedCall => ({ of: [x], kernel, name: '', milliseconds })
const measured = (calls: readonly TimedCall[], milliseconds: number): Measured => ({
  ...profileOf(['backbone/body/layer1', 'head'], { milliseconds, calls }),
  ...{ name: 'base', target: 'tensorflow', inference: false, batch: 1, inputSize: 800, runs: 3, unwatched: 9.5 },
})
const step = [
  call(c, 'Conv2D', 5),
  call(dw, 'Conv2DBackpropFilter', 2.5),
  { of: 'transfer', kernel: 'AssignVariableOp', name: 'write/a', milliseconds: 0.5 },
] as const

describe('the table of a profile', () => {
  it('says what passed and what of it was worked, and forward and backward apart', () => {
    const text = profileTable(measured(step, 10))
    expect(text).toContain('base: training step at 800×800 pixels, batch 1, on tensorflow\n')
    expect(text).toContain('It took 10.0 ms, the median of 3; 9.5 ms when it was not watched.\nIts 3 calls took 8.0 ms.\n')
    // 100 positions of 9 · 64 inputs and 100 outputs, twice each, in 5 ms: 2.3 GFLOP/s.
    expect(text).toMatch(/^module +forward +backward +share +GMAC +GFLOP\/s\nbackbone\/body\/layer1 +5.0 +2.5 +75.0 % +0.01 +3.1\n/m)
    expect(text).toMatch(
      /^\(state, feeds, outputs\) +0.5 +5.0 % +– +–\n\(between calls\) +2.0 +20.0 % +– +–\nall +10.0 +100.0 % +0.01 +2.3$/m,
    )
    expect(text).toMatch(/^forward +5.0 +50.0 % +0.01 +2.3\nbackward +2.5 +25.0 % +0.01 +4.6$/m)
    expect(text).toContain(
      '\n5.0 ms, 2.3 GFLOP/s  Conv2D\n  backbone/body/layer1, forward\n  f32[1, 10, 10, 64], f32[3, 3, 64, 100] → f32[1, 10, 10, 100]\n',
    )
    expect(text).toContain('\n0.5 ms  AssignVariableOp  write/a\n')
  })

  it('says where calls ran at once, and invents no time between them', () => {
    const text = profileTable(measured(step, 6))
    expect(text).toContain('Its 3 calls took 8.0 ms, some at once.')
    expect(text).not.toContain('(between calls)')
  })

  it('fits 80 columns whatever names and times are', () => {
    const long = within('n'.repeat(50), () => during('p'.repeat(70), () => relu(c)))
    const calls = Array.from({ length: 30 }, (_, i) => call(i % 2 === 0 ? long : c, `${'K'.repeat(60)}${String(i)}`, 9.9e6))
    const lines = profileTable(measured(calls, 1e9)).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines.some((line) => /^18 others +18 /.test(line))).toBe(true)
  })

  it('draws nothing where nothing was called', () => {
    expect(profileTable(measured([], 0))).toMatch(/^all +0.0 +0.0 % +– +–$/m)
  })
})

describe('a phase', () => {
  it('is named in words', () => {
    expect([[], ['gradient'], ['auxiliary'], ['auxiliary', 'gradient'], ['update']].map(phaseName)).toEqual([
      ...['forward', 'backward', 'auxiliary', 'auxiliary, backward', 'update'],
    ])
  })
})

describe('milliseconds', () => {
  it('are whole from a second on', () => {
    expect([12345.6, 999.94, 123.45, 0.04].map(ms)).toEqual(['12346', '999.9', '123.5', '0.0'])
  })
})
