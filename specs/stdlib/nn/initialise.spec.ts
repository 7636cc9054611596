import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Initialiser } from '../../../dsl/ops/leaf.ts'
import { fans, initialise, initialState } from '../../../stdlib/nn/initialise.ts'

const shape = [3, 3, 16, 24]
const drawn = (init: Initialiser, seed = 1, name = 'head.weight'): Float32Array => initialise({ name, shape, init }, seed)
const mean = (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => a + b, 0) / v.length
const deviation = (v: ArrayLike<number>): number => Math.sqrt(mean(Array.from(v, (x) => x * x)) - mean(v) ** 2)
const largest = (v: ArrayLike<number>): number => Math.max(...Array.from(v, Math.abs))

const bounds: readonly (readonly [Initialiser, number])[] = [
  [{ kind: 'uniform', bound: 0.3 }, 0.3],
  [{ kind: 'kaiming', gain: 1 / Math.sqrt(3) }, 1 / Math.sqrt(9 * 16)],
  [{ kind: 'kaiming', gain: 1 }, Math.sqrt(3 / (9 * 16))],
  [{ kind: 'xavier' }, Math.sqrt(6 / (9 * 16 + 9 * 24))],
]

describe('initialise', () => {
  // 3,456 values: a uniform's mean is within bound · .04, its deviation within 5 % of bound / √3, by more than four standard errors.
  it.each(bounds)('draws %o uniformly in its bound', (init, bound) => {
    const v = drawn(init)
    expect(largest(v)).toBeLessThanOrEqual(Math.fround(bound))
    expect(largest(v)).toBeGreaterThan(0.99 * bound)
    expect(Math.abs(mean(v))).toBeLessThan(0.04 * bound)
    expect(deviation(v) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1)
  })

  it('draws normal weights of its deviation', () => {
    const v = drawn({ kind: 'normal', deviation: 0.01 })
    expect(Math.abs(mean(v))).toBeLessThan(7e-4)
    expect(deviation(v) / 0.01).toBeGreaterThan(0.95)
    expect(deviation(v) / 0.01).toBeLessThan(1.05)
    expect(Array.from(v).filter((x) => Math.abs(x) < 0.01).length / v.length).toBeCloseTo(0.683, 1)
  })

  it('fills with a constant', () => {
    expect(new Set(drawn({ kind: 'constant', value: -4.5 }))).toEqual(new Set([-4.5]))
  })

  it('takes fans from HWIO and from [in, out]', () => {
    expect(fans([3, 5, 16, 24])).toEqual([240, 360])
    expect(fans([16, 24])).toEqual([16, 24])
  })

  it('depends on the seed and the name alone, and on both', () => {
    const init: Initialiser = { kind: 'uniform', bound: 1 }
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.string(), fc.string(), (s1, s2, n1, n2) => {
        const same = s1 === s2 && n1 === n2
        expect(drawn(init, s1, n1)).toEqual(drawn(init, s1, n1))
        expect(drawn(init, s1, n1)[0] === drawn(init, s2, n2)[0]).toBe(same)
      }),
    )
  })
})

describe('initialState', () => {
  const parameter = (name: string) => ({ name, shape: [4], init: { kind: 'normal', deviation: 1 } as const, trainable: true, decay: true })

  it('starts shared parameters alike, whatever else there is and in whatever order', () => {
    const small = initialState({ parameters: [parameter('a'), parameter('b')], state: [] }, 7)
    const large = initialState({ parameters: [parameter('hbs'), parameter('b'), parameter('a')], state: [] }, 7)
    expect(large).toMatchObject(small)
    expect(small['a']).not.toEqual(small['b'])
  })

  it('fills state with its own value', () => {
    const started = initialState({ parameters: [], state: [{ name: 's', shape: [2, 2], value: 0.5 }] }, 7)
    expect(started).toEqual({ s: Float32Array.of(0.5, 0.5, 0.5, 0.5) })
  })
})
