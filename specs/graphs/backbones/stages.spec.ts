import { describe, expect, it } from 'vitest'
import { input } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { convolutions } from '../../../graphs/backbones/convolutions.ts'
import { residual } from '../../../graphs/backbones/residual.ts'
import type { FiveStages } from '../../../graphs/backbones/stage.ts'
import type { Images } from '../../../stdlib/nn/feature.ts'
import { bound } from '../bound.ts'

const images: Images = input('images', [2, 50, 37, 3])
const widths = [2, 4, 4, 6, 8] as const
const backbones: readonly (readonly [string, FiveStages])[] = [
  ['convolutions', convolutions({ widths })(images)],
  ['residual', residual({ widths, groups: 2 })(images)],
]

describe.each(backbones)('the backbone %s', (_, stages) => {
  it('halves each side with every stage, rounded up, at the widths of the stages', () => {
    const level = (n: number): readonly number[] => [2, Math.ceil(50 / 2 ** n), Math.ceil(37 / 2 ** n), widths[n - 1] ?? 0]
    expect(Object.entries(stages).map(([name, x]) => [name, x.shape])).toEqual([2, 3, 4, 5].map((n) => [`C${String(n)}`, level(n)]))
  })

  it('ends every stage in a ReLU: no value is negative, some are 0', () => {
    const values = Object.values(evaluate({ ...stages }, bound(1, { ...stages })))
    for (const { data } of values) {
      expect(data.every((v) => v >= 0)).toBe(true)
      expect(data.some((v) => v === 0)).toBe(true)
      expect(data.some((v) => v > 0)).toBe(true)
    }
  })
})
