import { describe, expect, it } from 'vitest'
import { disagreement } from '../../bench/agreement.ts'
import { tolerance } from '../../bench/rows.ts'
import { agreeing } from '../../bench/table.ts'
import type { Measured } from '../../bench/turns.ts'

const ran = (name: string, ...computed: readonly (readonly number[])[]): Measured => ({ name, seconds: 1, peakBytes: 1, computed })

describe('subjects that should compute the same', () => {
  it('agree within rounding', () => {
    expect(disagreement(ran('ours', [2.8787], [2.8668]), ran('theirs', [2.8787004], [2.8667997]), tolerance.float32)).toBeNull()
  })

  it('disagree at the step where they part, and are told with both values', () => {
    const found = disagreement(ran('ours', [2.8787], [2.8668]), ran('theirs', [2.8787], [2.8787]), tolerance.float32)
    expect(found?.message).toBe('ours and theirs compute the same, but step 2 gave 2.8668 and 2.8787')
  })

  it('may part by rounding after the first five steps', () => {
    const steps = [1, 2, 3, 4, 5].map((v) => [v])
    expect(disagreement(ran('ours', ...steps, [6]), ran('theirs', ...steps, [6.1]), tolerance.float32)).toBeNull()
    expect(disagreement(ran('ours', ...steps.slice(1), [6]), ran('theirs', ...steps.slice(1), [6.1]), tolerance.float32)).not.toBeNull()
  })

  it.each([
    ['a value that is not finite', [1, NaN], [1, NaN]],
    ['a value more', [1, 2], [1, 2, 3]],
    ['another size of a small value', [0.01], [0.02]],
  ])('disagree by %s', (_, a, b) => {
    expect(disagreement(ran('ours', a), ran('theirs', b), tolerance.float32)).not.toBeNull()
  })

  it('leave the row where they disagree, unless the row compares different things', () => {
    const [own, same, other] = [ran('ours', [1]), ran('same', [1]), ran('other', [2])]
    const { measured, issues } = agreeing(own, [same, other], tolerance.float32)
    expect(measured.map(({ name }) => name)).toEqual(['same'])
    expect(issues.map(({ code }) => code)).toEqual(['bench: subjects disagree'])
    expect(agreeing(own, [same, other], null)).toEqual({ measured: [same, other], issues: [] })
  })
})
