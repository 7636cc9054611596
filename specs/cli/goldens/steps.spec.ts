import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passes } from '../../../cli/goldens/agreement.ts'
import { stepChecks, type Trace } from '../../../cli/goldens/steps.ts'

const before = { w: [10, 20], b: [5] }
const reference: Trace = {
  losses: [
    { total: [4], clean: [2] },
    { total: [3], clean: [1] },
  ],
  parameters: { w: [10.3, 20], b: [5.4] },
}
const checks = (found: Trace) => stepChecks('tfjs:wasm', before, found, reference)
const failing = (found: Trace): readonly string[] => checks(found).flatMap((c) => (passes(c) ? [] : [c.name]))

describe('steps in a row', () => {
  it('are a line each, and one for the change of the parameters', () => {
    expect(checks(reference).map((c) => c.name)).toEqual(['steps.1.losses', 'steps.2.losses', 'steps.2.change'])
    expect(failing(reference)).toEqual([])
  })

  it('hold every loss of every step to 1e-3', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1 }), fc.constantFrom('total', 'clean'), fc.constantFrom(-1, 1), (step, name, sign) => {
        const found = (share: number): Trace => ({
          ...reference,
          losses: reference.losses.map((l, i) => (i === step ? { ...l, [name]: [(l[name]?.[0] ?? NaN) * (1 + sign * share)] } : l)),
        })
        expect(failing(found(0.9e-3))).toEqual([])
        expect(failing(found(1.1e-3))).toEqual([`steps.${String(step + 1)}.losses`])
      }),
    )
  })

  it('hold the total change, not the parameters, to 1e-2', () => {
    // The change is (.3, 0, .4), of norm .5.
    const found = (share: number): Trace => ({ ...reference, parameters: { w: [10.3, 20 + 0.5 * share], b: [5.4] } })
    expect(failing(found(0.9e-2))).toEqual([])
    expect(failing(found(1.1e-2))).toEqual(['steps.2.change'])
  })

  it('fail where a step, a loss or a parameter is missing or no number', () => {
    expect(failing({ ...reference, losses: reference.losses.slice(0, 1) })).toEqual(['steps.2.losses'])
    expect(failing({ ...reference, losses: [{ total: [4] }, { total: [3], clean: [NaN] }] })).toEqual(['steps.1.losses', 'steps.2.losses'])
    expect(failing({ ...reference, parameters: { w: [10.3, 20] } })).toEqual(['steps.2.change'])
  })
})
