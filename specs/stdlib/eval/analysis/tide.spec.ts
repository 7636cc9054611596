import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fates, judge, judgements, tideDefaults } from '../../../../stdlib/eval/analysis/judge.ts'
import { mainErrors, tide as tideOf, type Tide } from '../../../../stdlib/eval/analysis/tide.ts'
import type { Comparison } from '../../../../stdlib/eval/comparison.ts'
import { comparisonOf, countedOf, crowded, type FoundRow, type TargetRow } from './comparisons.ts'

const judgedOf = (comparison: Comparison, most?: number) => judge(comparison, countedOf(comparison, most), tideDefaults)
const tide = (comparison: Comparison, most?: number): Tide => tideOf(comparison, countedOf(comparison, most), judgedOf(comparison, most))

interface Case {
  readonly images: number
  readonly classes: number
  readonly targets: readonly TargetRow[]
  readonly found: readonly FoundRow[]
  readonly answer: Record<'gain' | 'count' | 'special', Record<string, number>> & { readonly ap: number }
}
const cases = JSON.parse(readFileSync(process.env['FOVEA_TIDE'] ?? join(import.meta.dirname, 'tide.json'), 'utf8')) as readonly Case[]

describe('tide', () => {
  it('gives what tidecv 1.0.1 gives (specs/stdlib/eval/analysis/make_tide.py)', () => {
    expect(cases.length).toBeGreaterThan(9)
    for (const { images, classes, targets, found, answer } of cases) {
      const got = tide(comparisonOf(images, classes, targets, found))
      expect(Math.abs((got.ap ?? NaN) - answer.ap)).toBeLessThan(1e-9)
      for (const kind of mainErrors) {
        expect(got.errors[kind].count, kind).toBe(answer.count[kind])
        expect(Math.abs(got.errors[kind].gain - (answer.gain[kind] ?? NaN)), kind).toBeLessThan(1e-9)
      }
      expect(Math.abs(got.special.FalsePos - (answer.special['FalsePos'] ?? NaN))).toBeLessThan(1e-9)
      expect(Math.abs(got.special.FalseNeg - (answer.special['FalseNeg'] ?? NaN))).toBeLessThan(1e-9)
    }
  })
  it('judges every detection once, and every target', () => {
    fc.assert(
      fc.property(crowded, fc.constantFrom(1, 2, 1e9), (c, most) => {
        const comparison = comparisonOf(c.images, c.classes, c.targets, c.found)
        const judged = judgedOf(comparison, most)
        const { errors } = tide(comparison, most)
        const of = (...names: readonly string[]): number => judged.judgement.filter((j) => names.includes(judgements[j] ?? '')).length
        const fated = (name: string): number => judged.fate.filter((f) => fates[f] === name).length
        expect(of('hit')).toBe(fated('found'))
        expect(fated('found') + fated('near') + fated('missed')).toBe(c.targets.filter((t) => t.crowd !== 1).length)
        expect(fated('missed')).toBe(errors.Miss.count)
        expect(mainErrors.slice(0, 5).reduce((n, kind) => n + errors[kind].count, 0) + of('hit', 'cut')).toBe(c.found.length)
      }),
    )
  })
  it('gains nothing by mending what there is none of, and mends everything with both special errors', () => {
    fc.assert(
      fc.property(crowded, (c) => {
        const { errors, special, ap } = tide(comparisonOf(c.images, c.classes, c.targets, c.found))
        for (const kind of mainErrors) if (errors[kind].count === 0) expect(errors[kind].gain).toBe(0)
        for (const value of [...mainErrors.map((kind) => errors[kind].gain), special.FalsePos]) expect(value).toBeGreaterThanOrEqual(0)
        expect(special.FalsePos).toBeLessThanOrEqual(1 - (ap ?? 0) + 1e-12)
      }),
    )
  })
  it('finds nothing to mend in perfect detections, whatever their scores', () => {
    fc.assert(
      fc.property(crowded, (c) => {
        const targets = c.targets.filter((t) => t.crowd !== 1).map((t, i) => ({ ...t, bbox: [30 * i, 0, 20, 20] }))
        const found = targets.map((t, i) => ({ ...t, score: 1 / (1 + (i % 3)) }))
        const { errors, ap } = tide(comparisonOf(c.images, c.classes, targets, found))
        expect(ap ?? 1).toBeCloseTo(1, 12)
        for (const kind of mainErrors) expect(errors[kind]).toEqual({ gain: 0, count: 0 })
      }),
    )
  })
  it('names each error', () => {
    const target = { image: 0, category: 0, bbox: [0, 0, 10, 10] }
    const at = (category: number, x: number, score = 0.5): FoundRow => ({ image: 0, category, bbox: [x, 0, 10, 10], score })
    const named = (...found: readonly FoundRow[]): readonly (string | undefined)[] =>
      [...judgedOf(comparisonOf(1, 2, [target], found)).judgement].map((j) => judgements[j])
    expect(named(at(0, 1))).toEqual(['hit'])
    expect(named(at(0, 5))).toEqual(['Loc'])
    expect(named(at(1, 1))).toEqual(['Cls'])
    expect(named(at(1, 5))).toEqual(['Both'])
    expect(named(at(0, 0, 0.9), at(0, 1))).toEqual(['hit', 'Dupe'])
    expect(named(at(0, 9))).toEqual(['Bkg'])
  })
  it('calls a second detection of exactly the foreground badly placed, and a better one a duplicate', () => {
    const place = { image: 0, category: 0 }
    const found = [10, 5, 6].map((width, i) => ({ ...place, bbox: [0, 0, width, 10], score: 1 - i / 10 }))
    const comparison = comparisonOf(1, 1, [{ ...place, bbox: [0, 0, 10, 10] }], found)
    const { judgement } = judge(comparison, countedOf(comparison), tideDefaults)
    expect([...judgement].map((j) => judgements[j])).toEqual(['hit', 'Loc', 'Dupe'])
  })
  it('ranks equal scores by image, whatever the order of the file', () => {
    const found = [1, 0, 1, 0].map((image) => ({ image, category: 0, bbox: [0, 0, 5, 5], score: 0.5 }))
    expect([...countedOf(comparisonOf(2, 1, [], found)).ranked]).toEqual([1, 3, 0, 2])
  })
})
