import { describe, expect, it } from 'vitest'
import { disagreement } from '../../bench/agreement.ts'
import { tolerance } from '../../bench/rows.ts'
import { ours, tfjsNode } from '../../bench/subjects.ts'
import { inTurn } from '../../bench/turns.ts'

const own = ours({ example: 'demo', variant: 'fcos', target: 'tensorflow' })
const peer = tfjsNode('demo')

describe("the demo's step by hand in eager TensorFlow.js", () => {
  it.skipIf(own.missing !== null || peer.missing !== null)('computes the same losses as ours, step by step', async () => {
    const { measured, issues } = await inTurn([own, peer], 4, () => undefined)
    expect(issues).toEqual([])
    const [a, b] = measured
    if (a === undefined || b === undefined) expect.fail('both ran')
    expect(a.computed).toHaveLength(5)
    // The loss of each step: its first says that the networks and the losses are the same, the others that gradients and optimisers are.
    expect(disagreement(a, b, tolerance.float32 / 100)).toBeNull()
    // Nothing of it holds where the loss does not move by much more than that.
    const [[first = 0] = [], [second = 0] = []] = a.computed
    expect(Math.abs(second - first)).toBeGreaterThan(0.01)
    expect(b.parameters).toBe(a.parameters)
  })
})
