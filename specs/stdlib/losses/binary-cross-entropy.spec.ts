import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binaryCrossEntropy } from '../../../stdlib/losses/binary-cross-entropy.ts'
import { logits, perLogit } from './per-logit.ts'

const at = perLogit(binaryCrossEntropy)

describe('binary cross-entropy', () => {
  it('is −t ln σ(x) − (1 − t) ln(1 − σ(x))', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: 0, max: 1, noNaN: true }), (logit, target) => {
        const [p, q] = [1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(logit))]
        expect(at(logit, target)).toBeCloseTo(-target * Math.log(p) - (1 - target) * Math.log(q), 10)
      }),
    )
  })

  it('does not overflow', () => {
    expect([at(1000, 0), at(-1000, 1), at(1000, 1)]).toEqual([1000, 1000, 0])
  })
})
