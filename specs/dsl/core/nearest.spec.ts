import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, nearest, suggest } from '../../../dsl/core/nearest.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
const check = (property: fc.IProperty<[string, string]>): void => fc.assert(property, { numRuns: 300 })

describe('distance', () => {
  it('is zero for equal words only', () => {
    check(fc.property(word, word, (a, b) => (distance(a, b) === 0) === (a === b)))
  })
  it('does not see the order of its arguments', () => {
    check(fc.property(word, word, (a, b) => distance(a, b) === distance(b, a)))
  })
  it('lies between the difference of lengths and the longer length', () => {
    check(
      fc.property(word, word, (a, b) => {
        const d = distance(a, b)
        return d >= Math.abs(a.length - b.length) && d <= Math.max(a.length, b.length)
      }),
    )
  })
  it('counts one slip of the fingers as one', () => {
    expect(['momntum', 'momenttum', 'momemtum', 'mometnum'].map((slip) => distance(slip, 'momentum'))).toEqual([1, 1, 1, 1])
  })
  it('counts several slips as several', () => {
    expect(distance('kitten', 'sitting')).toBe(3)
    expect(distance('ca', 'abc')).toBe(3)
  })
})

describe('nearest', () => {
  const known = ['rate', 'momentum', 'weightDecay']

  it('finds a known name itself', () => {
    known.forEach((name) => {
      expect(nearest(name, known)).toBe(name)
    })
  })
  it('finds the name that a slip meant, letter case ignored', () => {
    expect(nearest('momntum', known)).toBe('momentum')
    expect(nearest('WEIGHTDECAY', known)).toBe('weightDecay')
    expect(nearest('art', known)).toBe('rate')
  })
  it('finds nothing where nothing is near', () => {
    expect(nearest('zoom', known)).toBeUndefined()
    expect(nearest('x', ['y'])).toBeUndefined()
    expect(nearest('anything', [])).toBeUndefined()
  })
})

describe('suggest', () => {
  it('names the nearest, else all', () => {
    expect(suggest('momntum', ['rate', 'momentum'])).toBe('did you mean `momentum`?')
    expect(suggest('x', ['rate', 'momentum'])).toBe('known are `rate`, `momentum`')
    expect(suggest('x', [])).toBe('none is known here')
  })
})
