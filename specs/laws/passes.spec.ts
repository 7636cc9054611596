import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Outputs, rewrite, topological } from '../../dsl/core/graph.ts'
import { passes, runPasses } from '../../dsl/compile/compile.ts'
import { countMacs } from '../../dsl/compile/cost.ts'
import { erase } from '../../dsl/compile/erase.ts'
import { equalGraphs } from '../../dsl/compile/key.ts'
import { legalise } from '../../dsl/compile/legalise.ts'
import { linear } from '../../dsl/compile/linear.ts'
import type { Pass } from '../../dsl/compile/pass.ts'
import { share } from '../../dsl/compile/share.ts'
import { simplify } from '../../dsl/compile/simplify.ts'
import { evaluate } from '../../dsl/targets/reference/evaluate.ts'
import { wasmKernels } from '../../dsl/targets/tfjs/wasm.ts'
import { webgpuKernels } from '../../dsl/targets/tfjs/webgpu/target.ts'
import { furthest } from './agreement.ts'
import { type Program, programs } from './generators/programs.ts'
import { runs } from './runs.ts'
import { tolerances } from './tolerances.ts'

const all: readonly Pass[] = [...passes, legalise(wasmKernels), legalise(webgpuKernels)]

const nodes = (o: Outputs): number => topological(Object.values(o)).length
const messages = (o: Outputs, grammar: Pass['from']): readonly string[] => grammar.check(o).map((i) => `${i.code}: ${i.message}`)

/** The program as its writer left it, in the grammar that the pass takes. */
const offered = (pass: Pass, { outputs }: Program): Outputs => (pass.from === erase.from ? outputs : erase.run(outputs))

const forEveryProgram = (law: (p: Program) => void): void => {
  fc.assert(fc.property(programs, law), runs)
}

describe.each(all.map((pass) => [`${pass.name}: ${pass.says}`, pass] as const))('%s', (_, pass) => {
  it('keeps the meaning', () => {
    forEveryProgram((p) => {
      const before = offered(pass, p)
      expect(furthest(evaluate(before, p.bindings), evaluate(pass.run(before), p.bindings))).toBeLessThanOrEqual(tolerances.pass)
    })
  })

  it(`takes ${pass.from.name} graphs to ${pass.to.name} ones`, () => {
    forEveryProgram((p) => {
      const before = offered(pass, p)
      expect(messages(before, pass.from)).toEqual([])
      expect(messages(pass.run(before), pass.to)).toEqual([])
    })
  })

  it('gives what it builds the place of what it replaces', () => {
    const place = { scope: ['somewhere'], phase: ['sometime'] }
    forEveryProgram((p) => {
      const after = pass.run(rewrite(offered(pass, p), (x) => ({ ...x, ...place })))
      expect(topological(Object.values(after)).map(({ scope, phase }) => ({ scope, phase }))).toEqual(Array(nodes(after)).fill(place))
    })
  })

  if (pass.from !== pass.to) return
  it('done twice is done once', () => {
    forEveryProgram((p) => {
      const once = pass.run(offered(pass, p))
      const twice = pass.run(once)
      expect(equalGraphs(once, twice)).toBe(true)
      expect(nodes(twice)).toBe(nodes(once))
    })
  })
})

describe('the passes in turn', () => {
  it('keep the meaning and fit together', () => {
    forEveryProgram((p) => {
      const meaning = evaluate(p.outputs, p.bindings)
      runPasses([...all, simplify, share], p.outputs, (pass, after) => {
        expect(messages(after, pass.to), pass.name).toEqual([])
        expect(furthest(meaning, evaluate(after, p.bindings)), pass.name).toBeLessThanOrEqual(tolerances.pass)
      })
    })
  })
})

/** How many of the programs a pass makes strictly smaller; it must make none larger. */
const falls = (pass: Pass, prepare: (o: Outputs) => Outputs, measure: (o: Outputs) => number): number => {
  let smaller = 0
  forEveryProgram((p) => {
    const before = prepare(p.outputs)
    const [was, is] = [measure(before), measure(pass.run(before))]
    expect(is).toBeLessThanOrEqual(was)
    if (is < was) smaller++
  })
  return smaller
}

describe('no pass raises its own measure', () => {
  it('simplify: nodes', () => {
    expect(
      falls(
        simplify,
        (o) => share.run(erase.run(o)),
        (o) => nodes(share.run(o)),
      ),
    ).toBeGreaterThan(20)
  })
  it('share: nodes', () => {
    expect(falls(share, erase.run, nodes)).toBeGreaterThan(60)
  })
  it('linear: multiply-accumulates', () => {
    expect(falls(linear, (o) => share.run(erase.run(o)), countMacs)).toBeGreaterThan(5)
  })
})
