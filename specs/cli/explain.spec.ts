import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { costOf, moduleOf, type ExperimentCost } from '../../cli/explanation/cost.ts'
import { costTable, metric } from '../../cli/explanation/table.ts'
import { passNames } from '../../cli/commands/explain.ts'
import { compile } from '../../dsl/compile/compile.ts'
import { countMacs } from '../../dsl/compile/cost.ts'
import { flatten } from '../../dsl/core/procedure.ts'
import { defaultTarget } from '../../dsl/targets/index.ts'
import { reference } from '../../dsl/targets/reference/target.ts'
import { inferenceOf, trainingOf } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { setAsPublished } from '../../graphs/experiment/defaults.ts'
import { keptByProcedure } from '../../stdlib/nn/leaves.ts'
import { tiny } from './training/tiny.ts'
import { explained } from './explained.ts'

const base = tiny({ name: 'base' })
const set = tiny({ name: 'set', method: setAsPublished })

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
const cost = (e: Experiment): ExperimentCost => right(costOf(defaultTarget, e))
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const Explained = t.strict({
  experiments: t.array(
    t.strict({
      name: t.string,
      parameters: t.number,
      macs: t.strict({ inference: t.number, step: t.number }),
      peakBytes: t.number,
      modules: t.array(t.strict({ path: t.string, parameters: t.number, macs: t.number })),
    }),
  ),
})

describe('explain', () => {
  it('says what the target would not train, and tells its cost all the same', async () => {
    const { result, err, out } = await explained({ ...base, training: { ...base.training, batch: 60_000 } })
    expect(result).toEqual(E.right(0))
    expect(err).toMatch(/^tfjs:wasm memory: a WebAssembly heap ends at 4.0 GiB, but the program needs .* GiB\n {2}at {3}base\n/)
    expect(out).toContain('parameters')
  })
})

describe('explain --json', () => {
  it('has exactly its keys, an entry an experiment, and what the modules cost adds up', async () => {
    const { result, out, err } = await explained([base, set], { json: true })
    expect([result, err]).toEqual([E.right(0), ''])
    const json: unknown = JSON.parse(out)
    const { experiments } = right(Explained.decode(json))
    expect(json).toEqual({ experiments })
    expect(experiments.map(({ name }) => name)).toEqual(['base', 'set'])
    for (const e of experiments) {
      expect(sum(e.modules.map((m) => m.macs))).toBe(e.macs.step)
      expect(sum(e.modules.map((m) => m.parameters))).toBe(e.parameters)
      expect(new Set(e.modules.map((m) => m.path)).size).toBe(e.modules.length)
    }
  })
})

describe('explain --target', () => {
  it('tells the peak on the target that was chosen: another target has another', async () => {
    const peaks = async (target: string): Promise<readonly number[]> => {
      const { out } = await explained(base, { json: true, target })
      return right(Explained.decode(JSON.parse(out))).experiments.map(({ peakBytes }) => peakBytes)
    }
    const [wasm, float64] = [await peaks('tfjs:wasm'), await peaks('reference')]
    expect([wasm, float64]).toEqual(
      [defaultTarget, reference].map(({ table }) => [right(compile(table)(trainingOf(base))).schedule.peakBytes]),
    )
    expect(float64).not.toEqual(wasm)
  })
})

describe('the cost of an experiment', () => {
  it.each([base, set])('is counted on the optimised graphs before legalise (%s)', (e) => {
    const table = defaultTarget.table
    const [step, inference] = [right(compile(table)(trainingOf(e))), right(compile(table)(inferenceOf(e, 1)))]
    const c = cost(e)
    expect(c.macs).toEqual({ inference: countMacs(flatten(inference.optimised)), step: countMacs(flatten(step.optimised)) })
    expect(c.macs.inference).toBeGreaterThan(0)
    expect(c.macs.step).not.toBe(countMacs(flatten(step.legal)))
    expect(c.peakBytes).toBe(step.schedule.peakBytes)
    expect(c.parameters).toBe(sum(keptByProcedure(trainingOf(e)).parameters.map(({ shape }) => shape.reduce((a, b) => a * b, 1))))
    expect(sum(c.modules.map((m) => m.macs.inference))).toBe(c.macs.inference)
  })
  it('of inference is that of one image, and has nothing of the method', () => {
    const larger = { ...base, training: { ...base.training, batch: 4 } }
    expect(cost(larger).macs).toEqual({ inference: cost(base).macs.inference, step: 2 * cost(base).macs.step })
    expect(cost(set).macs.inference).toBe(cost(base).macs.inference)
  })
  it('names the first convolution’s multiply-accumulates: 16 · 16 · 4 outputs of 3 · 3 · 3 inputs, and twice for two images and their filters’ gradient', () => {
    const macs = 16 * 16 * 4 * 27
    expect(cost(base).modules[0]).toEqual({
      path: 'backbone/body/conv0',
      parameters: 27 * 4 + 4,
      macs: { inference: macs, step: 4 * macs },
    })
  })
  it('puts modules that begin alike together', () => {
    const groups = cost(set).modules.map(({ path }) => path.split('/').slice(0, 2).join('/'))
    expect(groups.filter((g, i) => g !== groups[i - 1])).toEqual([...new Set(groups)])
    expect(moduleOf(['a', 'b', 'c', 'd'])).toBe('a/b/c')
  })
})

describe('explain', () => {
  it('draws a table that fits 80 columns and says what is per image and what per batch', async () => {
    const { out } = await explained([base, set])
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(out).toContain('base: 32×32 pixels, batch 2')
    expect(out).toMatch(/MACs, one +MACs, step\nmodule +parameters +image +of 2\n/)
    expect(out.match(/^all /gm)).toHaveLength(2)
  })
  it('fits 80 columns whatever names and sizes are', () => {
    const large = { parameters: 999_999_999_999, macs: { inference: 1e16, step: 1e17 } }
    const text = costTable({ ...cost(base), ...large, peakBytes: 2 ** 45, modules: [{ path: `backbone/${'x'.repeat(60)}`, ...large }] })
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })
  it('prints the graph of the step after a pass, each time that the pass ran, in place of the table', async () => {
    const after = async (printAfter: string): Promise<readonly string[]> =>
      (await explained(base, { printAfter })).out.match(/^# .*/gm) ?? []
    expect(await after('linear')).toEqual(['# base: the training step after linear'])
    expect(await after('simplify')).toEqual([
      '# base: the training step after simplify (1 of 2)',
      '# base: the training step after simplify (2 of 2)',
    ])
    const { out } = await explained(base, { printAfter: 'linear' })
    expect(out).toMatch(/^%\d+ = conv2d\(images, backbone.body.conv0.weight\) \{.*\} : f32\[2, 16, 16, 4\] {2}backbone \/ body \/ conv0$/m)
    expect(out).not.toContain('MACs')
  })
  it('prints another graph after another pass', async () => {
    const [declared, shared] = [await explained(set, { printAfter: 'erase' }), await explained(set, { printAfter: 'linear' })]
    expect(declared.out.split('\n').length).toBeGreaterThan(shared.out.split('\n').length)
  })
  it('keeps standard output for JSON, beside which the graph is on standard error', async () => {
    const { out, err } = await explained(base, { printAfter: 'share', json: true })
    expect(E.isRight(Explained.decode(JSON.parse(out)))).toBe(true)
    expect(err).toContain('# base: the training step after share (1 of 2)')
  })
  it('names the nearest pass for an unknown one, and help names them all', async () => {
    expect((await explained(base, { printAfter: 'simplfy' })).result).toMatchObject(
      E.left([{ code: 'explain: pass', hint: 'did you mean `simplify`?' }]),
    )
    const seen: string[] = []
    right(compile(defaultTarget.table, (pass) => seen.push(pass.name))(trainingOf(base)))
    expect([...new Set(seen)]).toEqual([...passNames])
  })
  it('tells all that is wrong with its experiments', async () => {
    const { result } = await explained([base, { ...base, name: 7, metod: null }])
    expect(E.isLeft(result) && result.left.length).toBeGreaterThan(1)
  })
})

describe('a large number', () => {
  it('has three digits and a unit', () => {
    const shown = ['0', '999', '1.00 K', '4.67 K', '999 K', '1.00 M', '354 G', '20.0 P']
    expect([0, 999, 1000, 4672, 999_499, 999_999, 3.543e11, 2e16].map(metric)).toEqual(shown)
  })
})
