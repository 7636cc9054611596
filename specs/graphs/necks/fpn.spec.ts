import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import { input, leaf } from '../../../dsl/ops/leaf.ts'
import type { Shape } from '../../../dsl/core/tensor.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { extraLevels, pooledLevel } from '../../../graphs/necks/extra-levels.ts'
import { fpn } from '../../../graphs/necks/fpn.ts'
import type { Pyramid } from '../../../stdlib/nn/feature.ts'
import { furthest } from '../../laws/agreement.ts'
import { fractions } from '../../laws/generators/numbers.ts'

const channels = 2
const stages = (sizes: readonly (readonly [number, number])[]): Pyramid<'C3' | 'C4' | 'C5'> => {
  const at = (i: number): Shape => [1, sizes[i]?.[0] ?? 1, sizes[i]?.[1] ?? 1, channels]
  return { C3: input('C3', at(0)), C4: input('C4', at(1)), C5: input('C5', at(2)) }
}

/** A kernel that passes each channel on: 1 at the centre. */
const identity = (shape: Shape): Float64Array => {
  const [kh = 1, kw = 1, ci = 1, co = 1] = shape
  const centre = (Math.floor(kh / 2) * kw + Math.floor(kw / 2)) * ci * co
  return Float64Array.from({ length: kh * kw * ci * co }, (_, k) =>
    k >= centre && k < centre + ci * co && (k - centre) % (co + 1) === 0 ? 1 : 0,
  )
}

/** Stride-2 stages of any size: halves, rounded up. */
const pyramidSizes = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 })).map(([h, w]) => {
  const half = ([a, b]: readonly [number, number]): readonly [number, number] => [Math.ceil(a / 2), Math.ceil(b / 2)]
  return [[h, w], half([h, w]), half(half([h, w]))] as const
})

describe('FPN', () => {
  it('adds to each level the coarser one, its nearest cells at ⌊i·h/H⌋ and ⌊j·w/W⌋, whatever the sizes', () => {
    fc.assert(
      fc.property(pyramidSizes, (sizes) => {
        const outputs = fpn({ channels })(stages(sizes))
        const weights = topological(Object.values(outputs)).flatMap((x) => {
          const l = leaf(x)
          return l?.kind === 'parameter'
            ? [[l.data.name, x.shape.length === 4 ? identity(x.shape) : new Float64Array(channels)] as const]
            : []
        })
        const maps = sizes.map(([h, w], i) => fractions(`C${String(i + 3)}`, h * w * channels))
        const expected: Float64Array[] = []
        for (const i of [2, 1, 0]) {
          const [[h, w], [ch, cw]] = [sizes[i] ?? [1, 1], sizes[i + 1] ?? [1, 1]]
          const coarser = expected.at(-1)
          expected.push(
            (maps[i] ?? new Float64Array()).map((v, k) => {
              const [row, column, c] = [Math.floor(k / (w * channels)), Math.floor(k / channels) % w, k % channels]
              const from = (Math.floor((row * ch) / h) * cw + Math.floor((column * cw) / w)) * channels + c
              return v + (coarser?.[from] ?? 0)
            }),
          )
        }
        const [C3, C4, C5] = maps
        const found = evaluate(outputs, { ...Object.fromEntries(weights), C3: C3 ?? [], C4: C4 ?? [], C5: C5 ?? [] })
        const [P5, P4, P3] = expected.map((data) => ({ data }))
        expect(furthest(found, { P3: P3 ?? { data: [] }, P4: P4 ?? { data: [] }, P5: P5 ?? { data: [] } })).toBeLessThanOrEqual(1e-12)
      }),
    )
  })

  it('keeps the sizes of its stages; the extra levels halve the last, rounded up', () => {
    fc.assert(
      fc.property(pyramidSizes, (sizes) => {
        const p = extraLevels({ channels })(fpn({ channels })(stages(sizes)))
        const [h, w] = sizes[2]
        const halved = (n: number): readonly (readonly number[])[] =>
          n === 0 ? [] : [[Math.ceil(h / 2 ** (3 - n)), Math.ceil(w / 2 ** (3 - n))], ...halved(n - 1)]
        expect(Object.values(p).map((x) => x.shape.slice(1, 3))).toEqual([...sizes, ...halved(2)])
        expect(Object.values(p).every((x) => !x.illTyped)).toBe(true)
      }),
    )
  })

  it('makes P7 of the positive part of P6', () => {
    const p = extraLevels({ channels })(
      fpn({ channels })(
        stages([
          [4, 4],
          [2, 2],
          [1, 1],
        ]),
      ),
    )
    const kernels = (of: number): Readonly<Record<string, Float64Array>> =>
      Object.fromEntries(
        topological(Object.values(p)).flatMap((x) => {
          const l = leaf(x)
          if (l?.kind !== 'parameter') return []
          const weights = x.shape.length === 4 ? identity(x.shape) : new Float64Array(channels)
          return [[l.data.name, l.data.name.includes('p6') ? weights.map((v) => of * v) : weights] as const]
        }),
      )
    const maps = { C3: new Float64Array(32), C4: new Float64Array(8), C5: new Float64Array(2).fill(1) }
    const found = [1, -1].map((of) => evaluate({ P6: p.P6, P7: p.P7 }, { ...kernels(of), ...maps }))
    expect(found.map(({ P6, P7 }) => [[...P6.data], [...P7.data]])).toEqual([
      [
        [1, 1],
        [1, 1],
      ],
      [
        [-1, -1],
        [0, 0],
      ],
    ])
  })

  it('makes P6 of C5, where that is its source, and P7 of all of P6 where there is no ReLU', () => {
    const features = stages([
      [4, 4],
      [2, 2],
      [1, 1],
    ])
    const p = extraLevels({ channels, relu: false })(fpn({ channels })(features), features.C5)
    const negated = topological([p.P6, p.P7]).flatMap((x) => {
      const l = leaf(x)
      if (l?.kind !== 'parameter') return []
      return [[l.data.name, x.shape.length === 4 ? identity(x.shape).map((v) => -v) : new Float64Array(channels)] as const]
    })
    expect(negated.map(([name]) => name.replace('fpn.extra_blocks.', '')).sort()).toEqual(['p6.bias', 'p6.weight', 'p7.bias', 'p7.weight'])
    const { P6, P7 } = evaluate({ P6: p.P6, P7: p.P7 }, { ...Object.fromEntries(negated), C5: [3, 5] })
    expect([[...P6.data], [...P7.data]]).toEqual([
      [-3, -5],
      [3, 5],
    ])
  })

  it('takes every second cell of P5, from the first on, where P6 is pooled', () => {
    const pyramid = fpn({ channels: 1 })({ C5: input('C5', [1, 3, 4, 1]) })
    const { P6 } = pooledLevel(pyramid)
    const weights = topological([P6]).flatMap((x) => {
      const l = leaf(x)
      return l?.kind === 'parameter' ? [[l.data.name, x.shape.length === 4 ? identity(x.shape) : [0]] as const] : []
    })
    const found = evaluate({ P6 }, { ...Object.fromEntries(weights), C5: [0, 1, 2, 3, 4, 5, 6, 7, -8, 9, 10, 11] })
    expect([P6.shape, [...found.P6.data]]).toEqual([
      [1, 2, 2, 1],
      [0, 2, -8, 10],
    ])
  })

  it('starts as mmdetection’s where it is told to: Xavier', () => {
    const maps = stages([
      [4, 4],
      [2, 2],
      [1, 1],
    ])
    const p = extraLevels({ channels, init: 'xavier' })(fpn({ channels, init: 'xavier' })(maps))
    const inits = topological(Object.values(p)).flatMap((x) => {
      const l = leaf(x)
      return l?.kind === 'parameter' && l.data.name.endsWith('.weight') ? [l.data.init] : []
    })
    expect(inits).toEqual(Array(8).fill({ kind: 'xavier' }))
  })

  it('starts as torchvision’s: kernels uniform in ±√(3 / fan in), biases 0', () => {
    const p = extraLevels({ channels })(
      fpn({ channels })(
        stages([
          [4, 4],
          [2, 2],
          [1, 1],
        ]),
      ),
    )
    const inits = topological(Object.values(p)).flatMap((x) => {
      const l = leaf(x)
      return l?.kind === 'parameter' ? [[l.data.name.endsWith('.weight'), l.data.init] as const] : []
    })
    expect(inits).toHaveLength(16)
    for (const [weight, init] of inits) expect(init).toEqual(weight ? { kind: 'kaiming', gain: 1 } : { kind: 'constant', value: 0 })
  })
})
