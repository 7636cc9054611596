import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Boxes, Comparison } from '../../../stdlib/eval/comparison.ts'
import { matchings } from '../../../stdlib/eval/evaluate.ts'
import { FALSE, IGNORED, TRUE } from '../../../stdlib/eval/match.ts'
import { overlap } from '../../../stdlib/eval/overlap.ts'
import { inRange } from '../../../stdlib/eval/protocol.ts'
import { aitod, dota } from '../../../stdlib/eval/protocols.ts'
import type { Bbox } from '../../../stdlib/eval/records.ts'

const place = fc.integer({ min: 0, max: 60 })
const side = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 40, max: 120 }))
const box: fc.Arbitrary<Bbox> = fc.tuple(place, place, side, side)

/** Sides of boxes that are whole pixels, or parts of one. */
const third = fc.nat({ max: 9 }).map((n) => n / 3)

const boxes = (list: readonly Bbox[]): Boxes => ({
  count: list.length,
  image: new Int32Array(list.length),
  category: new Int32Array(list.length),
  bbox: Float64Array.from(list.flat()),
})

/** One image and class, crowded enough that targets are looked up by their place. */
const crowded = fc
  .record({
    targets: fc.array(fc.record({ box, crowd: fc.nat({ max: 9 }).map((n) => n === 0) }), { minLength: 10, maxLength: 25 }),
    found: fc.array(fc.record({ box, score: fc.nat({ max: 9 }) }), { minLength: 10, maxLength: 40 }),
  })
  .map(({ targets, found }) => ({
    targets,
    sorted: found.map((d, i) => ({ ...d, i })).sort((a, b) => b.score - a.score || a.i - b.i),
    comparison: {
      images: [{ id: 1 }],
      categories: [{ id: 1, name: 'a' }],
      targets: {
        ...boxes(targets.map((t) => t.box)),
        area: Float64Array.from(targets, ({ box: [, , w, h] }) => w * h),
        crowd: Uint8Array.from(targets, ({ crowd }) => Number(crowd)),
        ignored: Uint8Array.from(targets, ({ crowd }) => Number(crowd)),
      },
      found: { ...boxes(found.map((d) => d.box)), score: Float64Array.from(found, ({ score }) => score) },
    } satisfies Comparison,
  }))

describe('a crowded image', () => {
  it('has every pair that overlaps enough, and no other', () =>
    fc.assert(
      fc.property(crowded, ({ targets, sorted, comparison }) => {
        const [own] = matchings(aitod)(comparison)
        if (own === undefined) throw new Error('one category')
        const got = sorted.map((_, d) => {
          const [from, to] = [own.near.start[d], own.near.start[d + 1]]
          return [...own.near.target.subarray(from, to)].map((t, i) => [t, own.near.overlap[(from ?? 0) + i]])
        })
        const wanted = sorted.map((d) =>
          targets.flatMap((t, i) => {
            const value = overlap(d.box, t.box, t.crowd)
            return value >= 0.5 ? [[i, value]] : []
          }),
        )
        expect(got).toEqual(wanted)
      }),
    ))

  it('has every pair of boxes that count their last pixel, be they smaller than one', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(third, third, third, third), { minLength: 10, maxLength: 20 }),
        fc.array(fc.tuple(third, third, third, third), { minLength: 10, maxLength: 20 }),
        (targets, found) => {
          const comparison: Comparison = {
            images: [{ id: 1 }],
            categories: [{ id: 1, name: 'a' }],
            targets: {
              ...boxes(targets),
              area: new Float64Array(targets.length),
              crowd: new Uint8Array(targets.length),
              ignored: new Uint8Array(targets.length),
            },
            found: { ...boxes(found), score: new Float64Array(found.length) },
          }
          const [own] = matchings(dota)(comparison)
          const wanted = found.flatMap((d) => targets.flatMap((t, i) => (overlap(d, t, false, 1) >= 0.5 ? [i] : [])))
          expect([...(own?.near.target ?? [])]).toEqual(wanted)
        },
      ),
    ))

  it('is matched as one detection and target at a time would be, at each size and threshold', () =>
    fc.assert(
      fc.property(crowded, ({ targets, sorted, comparison }) => {
        for (const area of [aitod.all, ...aitod.areas]) {
          const [got] = matchings(aitod)(comparison).map(({ at }) => [...at(area).outcome])
          const wanted = aitod.thresholds.flatMap((threshold) => {
            const free = new Set(targets.map((_, i) => i))
            const ignored = targets.map(({ box: [, , w, h], crowd }) => crowd || !inRange(area, w * h))
            return sorted.map((d): number => {
              const best = (among: readonly number[]): number | undefined =>
                among
                  .map((t) => ({ t, value: overlap(d.box, targets[t]?.box ?? [0, 0, 0, 0], targets[t]?.crowd ?? false) }))
                  .filter(({ value }) => value >= threshold)
                  .sort((a, b) => b.value - a.value || b.t - a.t)[0]?.t
              const counted = best([...free].filter((t) => ignored[t] === false))
              const other = best([...free].filter((t) => ignored[t] === true))
              const chosen = counted ?? other
              if (chosen === undefined) return inRange(area, d.box[2] * d.box[3]) ? FALSE : IGNORED
              if (targets[chosen]?.crowd !== true) free.delete(chosen)
              return counted === undefined ? IGNORED : TRUE
            })
          })
          expect(got).toEqual(wanted)
        }
      }),
      { numRuns: 60 },
    ))
})
