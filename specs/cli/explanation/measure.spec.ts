import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import type { ExplainOptions } from '../../../cli/commands/explain.ts'
import { compile } from '../../../dsl/compile/compile.ts'
import { countMacs } from '../../../dsl/compile/cost.ts'
import { flatten, type Procedure } from '../../../dsl/core/procedure.ts'
import { defaultTarget } from '../../../dsl/targets/index.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import type { Target } from '../../../dsl/targets/session.ts'
import { inferenceOf, trainingOf } from '../../../graphs/experiment/build.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { hasWebGpu, timedTargets } from '../../dsl/targets/available.ts'
import { tiny } from '../training/tiny.ts'
import { explained } from '../explained.ts'

const base = tiny({ name: 'base' })
const set = tiny({ name: 'set', method: setAsPublished })

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const Spent = { calls: t.number, milliseconds: t.number, macs: t.number }
const Profiled = t.strict({
  profiles: t.array(
    t.strict({
      name: t.string,
      target: t.string,
      procedure: t.string,
      batch: t.number,
      inputSize: t.number,
      runs: t.number,
      milliseconds: t.number,
      busyMilliseconds: t.number,
      unwatchedMilliseconds: t.number,
      modules: t.array(t.strict({ path: t.string, phase: t.array(t.string), ...Spent })),
      kernels: t.array(t.strict({ kernel: t.string, ...Spent })),
      slowest: t.array(
        t.strict({
          kernel: t.string,
          name: t.string,
          milliseconds: t.number,
          macs: t.number,
          scope: t.array(t.string),
          phase: t.array(t.string),
          inputs: t.array(t.string),
          output: t.union([t.string, t.null]),
        }),
      ),
    }),
  ),
})
const profiled = async (options: ExplainOptions): Promise<t.TypeOf<typeof Profiled>['profiles']> => {
  const { result, out, err } = await explained([base, set], { profile: true, json: true, runs: '1', ...options })
  expect([result, err]).toEqual([E.right(0), ''])
  const json: unknown = JSON.parse(out)
  const decoded = right(Profiled.decode(json))
  expect(json).toEqual(decoded)
  return decoded.profiles
}

describe('explain --profile', () => {
  const macsOf = (target: Target, p: Procedure): number => countMacs(flatten(right(compile(target.table)(p)).legal))

  it.each([...timedTargets, reference].map((target) => [target.name, target] as const))(
    'runs the step on %s: every multiply-accumulate of it has its time, and modules and kernels add up',
    async (name, target) => {
      const found = await profiled({ target: name })
      expect(found.map((p) => [p.name, p.target, p.procedure, p.batch, p.inputSize, p.runs])).toEqual([
        ['base', name, 'step', 2, 32, 1],
        ['set', name, 'step', 2, 32, 1],
      ])
      found.forEach((p, i) => {
        const step = trainingOf(i === 0 ? base : set)
        for (const parts of [p.modules, p.kernels]) {
          expect(sum(parts.map(({ macs }) => macs))).toBe(macsOf(target, step))
          expect(sum(parts.map(({ milliseconds }) => milliseconds))).toBeCloseTo(p.busyMilliseconds, 6)
        }
      })
      const phases = found.map(({ modules }) => [...new Set(modules.map(({ phase }) => phase.join('/')))].sort())
      expect(phases).toEqual([
        ['', 'gradient', 'update'],
        ['', 'auxiliary', 'auxiliary/gradient', 'auxiliary/perturbation/gradient', 'gradient', 'update'],
      ])
    },
  )

  it('runs inference, another batch, one experiment alone, as often as asked', async () => {
    const options = { target: 'tfjs:wasm', inference: true, batch: '3', only: 'set', runs: '2' }
    const [p, ...more] = await profiled(options)
    expect([p?.name, p?.procedure, p?.batch, p?.runs, more]).toEqual(['set', 'inference', 3, 2, []])
    expect(sum(p?.modules.map(({ macs }) => macs) ?? [])).toBe(macsOf(defaultTarget, inferenceOf(set, 3)))
    expect(p?.modules.flatMap(({ phase }) => phase)).toEqual([])
  })

  it('draws a table an experiment, within 80 columns, and writes nothing else', async () => {
    const { out, err } = await explained([base, set], { profile: true, runs: '1' })
    expect(out.match(/^(base|set): training step at 32×32 pixels, batch 2, on tfjs:wasm$/gm)).toHaveLength(2)
    expect(out).not.toContain('MACs')
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(err).toBe('')
  })

  it('tells what the target refuses, and what is asked without sense', async () => {
    const codes = async (options: ExplainOptions): Promise<readonly string[]> => {
      const { result } = await explained([base], options)
      return E.isLeft(result) ? result.left.map(({ code }) => code) : []
    }
    expect(await codes({ profile: true, batch: '60000' })).toEqual(['tfjs:wasm memory'])
    expect(await codes({ inference: true })).toEqual(['explain: inference'])
    expect(await codes({ runs: '2' })).toEqual(['explain: runs'])
    expect(await codes({ profile: true, printAfter: 'share' })).toEqual(['explain: profile'])
    expect(await codes({ profile: true, runs: '0', batch: 'two' })).toEqual(['explain: number', 'explain: number'])
    expect(await codes({ only: 'bas' })).toEqual(['explain: only'])
  })

  it.skipIf(!hasWebGpu)('is refused at once on a target that queues its kernels', async () => {
    const { result, out } = await explained(base, { profile: true, target: 'tfjs:webgpu' })
    expect(E.isLeft(result) && result.left.map(({ code }) => code)).toEqual(['target tfjs:webgpu: timing'])
    expect(out).toBe('')
  })

  it('is refused where a run needs more memory than there is', async () => {
    const { result } = await explained(base, { profile: true, batch: '100000000' })
    expect(E.isLeft(result) && result.left.map(({ code }) => code)).toEqual(['explain: memory'])
  })
})
