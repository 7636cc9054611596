import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { names, programs } from './programs.ts'
import { runs } from '../runs.ts'

const sample = fc.sample(programs, runs)
const counts = sample.map((p) =>
  topological(Object.values(p.outputs))
    .filter((x) => x.inputs.length > 0)
    .map((x) => x.primitive.name),
)

describe('generated programs', () => {
  it('have a median of at least 12 nodes, and every primitive at least 30 times', () => {
    const sizes = counts.map((c) => c.length).toSorted((a, b) => a - b)
    const at = (q: number): number => sizes[Math.floor(q * (sizes.length - 1))] ?? 0
    const tally = new Map<string, number>(names.map((n) => [n, 0]))
    for (const n of counts.flat()) tally.set(n, (tally.get(n) ?? 0) + 1)
    const rows = [...tally].toSorted(([, a], [, b]) => a - b).map(([n, k]) => `${n} ${String(k)}`)
    console.log(
      `${String(sample.length)} programs; nodes: least ${String(at(0))}, median ${String(at(0.5))}, most ${String(at(1))}\n  ${rows.join(', ')}`,
    )
    expect(at(0.5)).toBeGreaterThanOrEqual(12)
    for (const [, k] of tally) expect(k).toBeGreaterThanOrEqual(30)
  })

  it('are well-typed, and finite', () => {
    for (const p of sample) {
      expect(topological(Object.values(p.outputs)).filter((x) => x.illTyped)).toEqual([])
      for (const [name, v] of Object.entries(evaluate(p.outputs, p.bindings)))
        expect(v.data.every(Number.isFinite), `${name} of ${JSON.stringify([...v.data])}`).toBe(true)
    }
  })
})
