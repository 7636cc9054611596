import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binaryCrossEntropy } from '../../../stdlib/losses/binary-cross-entropy.ts'
import { focal } from '../../../stdlib/losses/focal.ts'
import { logits, perLogit } from './per-logit.ts'

const focalAt = perLogit((x, t) => focal(x, t, 0.25))

describe('focal loss', () => {
  it('has the values of detectors.md F', () => {
    expect(focalAt(0, 1)).toBeCloseTo(0.0433217, 7)
    expect(focalAt(0, 0)).toBeCloseTo(0.1299651, 7)
    expect(focalAt(-Math.log(99), 1)).toBeCloseTo(1.1283818, 7)
    expect(focalAt(-Math.log(99), 0)).toBeCloseTo(7.5378e-7, 11)
  })

  it('is α_t (1 − p_t)² times the cross-entropy', () => {
    const crossEntropyAt = perLogit(binaryCrossEntropy)
    fc.assert(
      fc.property(logits, fc.constantFrom(0, 1), (logit, target) => {
        const p = 1 / (1 + Math.exp(-logit))
        const [pt, alpha] = target === 1 ? [p, 0.25] : [1 - p, 0.75]
        expect(focalAt(logit, target)).toBeCloseTo(alpha * (1 - pt) ** 2 * crossEntropyAt(logit, target), 12)
      }),
    )
  })
})
