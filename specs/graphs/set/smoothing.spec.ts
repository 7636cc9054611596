import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import type { Values } from '../../../dsl/core/primitive.ts'
import { add } from '../../../dsl/ops/add.ts'
import { input, leaf } from '../../../dsl/ops/leaf.ts'
import { sub } from '../../../dsl/ops/sub.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { foregroundMasks, paper, release } from '../../../graphs/set/set.ts'
import {
  background,
  enhanceLevel,
  foreground,
  kernelSize,
  smoothBackground,
  smoothing,
  type SmoothingOptions,
} from '../../../graphs/set/smoothing.ts'
import type { Feature, Mask, Pyramid } from '../../../stdlib/nn/feature.ts'
import { furthest } from '../../laws/agreement.ts'
import { bound } from '../bound.ts'

const grid = fc.record({
  n: fc.integer({ min: 1, max: 2 }),
  h: fc.integer({ min: 1, max: 6 }),
  w: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat({ max: 999 }),
})
type Grid = typeof grid extends fc.Arbitrary<infer A> ? A : never

const featureOf = ({ n, h, w }: Grid): Feature<'P3'> => input('p', [n, h, w, 4])
const maskOf = ({ n, h, w }: Grid): Mask<'P3'> => input('mask.m', [n, h, w, 1])
const sizeOf = ({ n, h, w }: Grid): number => n * h * w

const forEvery = (law: (g: Grid) => void): void => {
  fc.assert(fc.property(grid, law))
}
const presets: readonly (readonly [string, SmoothingOptions])[] = [paper, release].flatMap(({ smoothing: o }, i) =>
  o === null ? [] : [[i === 0 ? 'paper' : 'release', o] as const],
)
/** Equal number for number; −0 is 0. */
const same = (a: Values, b: Values): void => {
  expect(furthest({ v: a }, { v: b })).toBe(0)
}
/** What is not 0. */
const parts = (data: Float64Array): readonly number[] => [...data].filter((v) => v !== 0)

describe('mask decoupling', () => {
  it('foreground + background = features', () => {
    forEvery((g) => {
      const [p, m] = [featureOf(g), maskOf(g)]
      const outputs = { p, both: add(foreground(p, m), background(p, m)) }
      const { p: whole, both } = evaluate(outputs, bound(g.seed, outputs))
      same(both, whole)
    })
  })

  it('each holds what the mask gives it: a mask of ones leaves no background, a mask of zeros no foreground', () => {
    forEvery((g) => {
      const [p, m] = [featureOf(g), maskOf(g)]
      const outputs = { p, fg: foreground(p, m), bg: background(p, m) }
      const bindings = bound(g.seed, outputs)
      const under = (mask: number): typeof bindings => ({ ...bindings, 'mask.m': new Float64Array(sizeOf(g)).fill(mask) })
      const [ones, zeros] = [evaluate(outputs, under(1)), evaluate(outputs, under(0))]
      expect(parts(ones.bg.data)).toEqual([])
      same(ones.fg, ones.p)
      expect(parts(zeros.fg.data)).toEqual([])
      same(zeros.bg, zeros.p)
    })
  })
})

describe('kernel-size rule (Eq. 4)', () => {
  const strides = fc.integer({ min: 0, max: 20 }).map((k) => 2 ** k)

  it('kernels are odd', () => {
    fc.assert(fc.property(strides, (s) => kernelSize(s) % 2 === 1))
  })

  it('they never shrink along the pyramid', () => {
    fc.assert(fc.property(strides, (s) => kernelSize(2 * s) >= kernelSize(s)))
  })

  it('strides 4 to 128 have 3, 3, 5, 5, 7, 7', () => {
    expect([4, 8, 16, 32, 64, 128].map(kernelSize)).toEqual([3, 3, 5, 5, 7, 7])
  })

  it('padding (K − 1) / 2 keeps the size', () => {
    fc.assert(
      fc.property(grid, fc.constantFrom(4, 8, 16, 32, 64, 128), fc.constantFrom(...presets), (g, stride, [, o]) => {
        const p = featureOf(g)
        expect(smoothing(o, kernelSize(stride))(p).shape).toEqual(p.shape)
      }),
    )
  })

  it('is what each level of a pyramid gets', () => {
    const levels: Pyramid<'P3' | 'P5' | 'P7'> = { P3: input('a', [1, 8, 8, 4]), P5: input('b', [1, 2, 2, 4]), P7: input('c', [1, 1, 1, 4]) }
    const kernels = presets.map(([, o]) => {
      const parameters = topological(Object.values(smoothBackground(o)(levels, foregroundMasks('nearest')(levels)))).map(leaf)
      return parameters.flatMap((l) => (l?.kind === 'parameter' && l.data.shape.length === 4 ? [[l.data.name, l.data.shape[0]]] : []))
    })
    const own = (level: string, k: number): readonly (readonly [string, number])[] => [
      [`hbs.${level}.reduce.weight`, k],
      [`hbs.${level}.expand.weight`, k],
    ]
    for (const found of kernels) expect(found).toEqual([...own('P3', 3), ...own('P5', 5), ...own('P7', 7)])
  })
})

describe.each(presets)('HBS, %s', (_, o) => {
  it('computes Eq. 3 at each cell: with 1×1 kernels of ones, φ(x) = x + [ReLU](ReLU(Σ x) · C / r)', () => {
    forEvery((g) => {
      const p = featureOf(g)
      const outputs = { p, phi: smoothing({ ...o, bias: false }, 1)(p) }
      const ones = Object.fromEntries(
        Object.entries(bound(g.seed, outputs)).map(([name, v]) => [name, name === 'p' ? v : Array.from(v, () => 1)]),
      )
      const { p: x, phi } = evaluate(outputs, ones)
      const channels = 4
      const expected = x.data.map((v, i) => {
        const cell = x.data.subarray(i - (i % channels), i - (i % channels) + channels)
        const reduced =
          Math.max(
            0,
            cell.reduce((a, b) => a + b, 0),
          ) * Math.floor(channels / o.reduction)
        return v + reduced
      })
      expect(furthest({ phi: { data: expected, shape: x.shape } }, { phi })).toBeLessThanOrEqual(1e-12)
    })
  })

  it('keeps a map without background as it is', () => {
    forEvery((g) => {
      const [p, m] = [featureOf(g), maskOf(g)]
      const outputs = { p, enhanced: enhanceLevel(o, 3)(p, m) }
      const bindings = { ...bound(g.seed, outputs), 'mask.m': new Float64Array(sizeOf(g)).fill(1) }
      const found = evaluate(outputs, bindings)
      same(found.enhanced, found.p)
    })
  })

  it('is φ of a map without foreground', () => {
    forEvery((g) => {
      const [p, m] = [featureOf(g), maskOf(g)]
      const outputs = { phi: smoothing(o, 3)(p), enhanced: enhanceLevel(o, 3)(p, m) }
      const bindings = { ...bound(g.seed, outputs), 'mask.m': new Float64Array(sizeOf(g)) }
      const found = evaluate(outputs, bindings)
      same(found.enhanced, found.phi)
    })
  })

  if (o.maskAgain)
    it('leaves every foreground cell as it is', () => {
      forEvery((g) => {
        const [p, m] = [featureOf(g), maskOf(g)]
        const outputs = { before: foreground(p, m), after: foreground(enhanceLevel(o, 3)(p, m), m) }
        const found = evaluate(outputs, bound(g.seed, outputs))
        same(found.after, found.before)
      })
    })

  if (o.outerRelu)
    it('adds, and never takes away: the outer ReLU', () => {
      forEvery((g) => {
        const [p, m] = [featureOf(g), maskOf(g)]
        const outputs = { added: sub(enhanceLevel(o, 3)(p, m), p) }
        expect(evaluate(outputs, bound(g.seed, outputs)).added.data.every((v) => v >= -1e-12)).toBe(true)
      })
    })
})
