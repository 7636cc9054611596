import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, crowdedCase } from '../../../bench/parity/cases.ts'
import { apart, measured, sidesOf, tried } from '../../../bench/parity/measure.ts'
import { compareColumns } from '../../../stdlib/eval/compare-columns.ts'
import { tinyperson, visdrone } from '../../../stdlib/eval/protocols.ts'
import type { Summary } from '../../../stdlib/eval/summary.ts'

interface Answered extends Case {
  readonly answers: readonly { readonly protocol: string; readonly limits: readonly (number | null)[]; readonly summary: Summary }[]
}

const seeds = fc.integer({ min: 1, max: 1e6 })
const names = tried.map(({ protocol }) => protocol)
const all = [1e9] as const

/** A case whose scores are all different, in a random order. */
const untied = (of: Case): Case => ({
  ...of,
  detections: of.detections.map((d, i) => ({ ...d, score: ((i * 7919) % 1009) / 1009 + i / 1e6 })),
})

describe('cases whose answers references.py gave (npm run parity)', () => {
  const fixtures = JSON.parse(readFileSync(new URL('references.json', import.meta.url), 'utf8')) as readonly Answered[]
  it.each(fixtures.flatMap((of, i) => of.answers.map((a) => [i, a.protocol, a.limits, of, a.summary] as const)))(
    'case %i by %s with limits %j',
    (_, protocol, limits, of, answer) => {
      const [first = Infinity, ...rest] = limits.map((n) => n ?? Infinity)
      expect(apart(measured(protocol, [first, ...rest], of), answer)).toBeLessThan(1e-9)
    },
  )
  it('measure something', () => {
    const found = fixtures.flatMap(({ answers }) => answers.flatMap(({ summary: s }) => Object.values(s)))
    expect(found.filter((v) => v !== null && v > 0 && v < 1).length).toBeGreaterThan(0.4 * found.length)
  })
})

describe('every protocol', () => {
  it.each(names)('%s does not see the order of images', (name) =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const of = untied(crowdedCase(seed))
        const other = (id: number): number => 1000 - id
        const turned: Case = {
          ...of,
          images: [...of.images].reverse().map((i) => ({ ...i, id: other(i.id) })),
          annotations: of.annotations.map((a) => ({ ...a, image_id: other(a.image_id) })),
          regions: of.regions.map((a) => ({ ...a, image_id: other(a.image_id) })),
          detections: of.detections.map((a) => ({ ...a, image_id: other(a.image_id) })),
        }
        expect(apart(measured(name, all, turned), measured(name, all, of))).toBeLessThan(1e-9)
      }),
      { numRuns: 40 },
    ),
  )

  it.each(names)('%s has the same averages of a data set that holds every image twice', (name) =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const of = untied(crowdedCase(seed))
        const twice = <A extends { readonly image_id: number }>(list: readonly A[]): readonly A[] => [
          ...list,
          ...list.map((a) => ({ ...a, image_id: a.image_id + 500 })),
        ]
        const doubled: Case = {
          ...of,
          images: [...of.images, ...of.images.map((i) => ({ ...i, id: i.id + 500 }))],
          annotations: twice(of.annotations).map((a, i) => ({ ...a, id: i + 1 })),
          regions: twice(of.regions),
          detections: twice(of.detections),
        }
        // The envelope of the curve stays. oLRP cuts between equal scores, and then may cut between a detection and its copy.
        const averages = (s: Summary): Summary => Object.fromEntries(Object.entries(s).filter(([key]) => !key.startsWith('oLRP')))
        expect(apart(averages(measured(name, all, doubled)), averages(measured(name, all, of)))).toBeLessThan(1e-9)
      }),
      { numRuns: 40 },
    ),
  )

  it.each(names)('%s sees the order of scores alone', (name) =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const of = crowdedCase(seed)
        const other = { ...of, detections: of.detections.map((d) => ({ ...d, score: Math.exp(10 * d.score) - 5 })) }
        expect(measured(name, all, other)).toEqual(measured(name, all, of))
      }),
      { numRuns: 30 },
    ),
  )

  it.each(['coco', 'visdrone', 'tinyperson'])('%s never measures less for one more ignored object', (name) =>
    fc.assert(
      fc.property(seeds, fc.nat(), (seed, at) => {
        const of = crowdedCase(seed)
        const d = of.detections[at % of.detections.length]
        if (d === undefined) throw new Error('a case without detections')
        const iscrowd = name === 'coco' ? (1 as const) : (0 as const)
        const extra = { ...d, id: 1e6, area: d.bbox[2] * d.bbox[3], iscrowd, ignore: 1 as const, uncertain: false, in_dense_image: false }
        const [more, less] = [measured(name, all, { ...of, annotations: [...of.annotations, extra] }), measured(name, all, of)]
        for (const [key, value] of Object.entries(less)) {
          if (key.startsWith('AP') && value !== null) expect(more[key] ?? NaN).toBeGreaterThanOrEqual(value - 1e-12)
        }
      }),
      { numRuns: 60 },
    ),
  )
})

describe('columns of a case', () => {
  it('leave out the class that VisDrone does not measure, and images that TinyPerson calls dense', () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const of = crowdedCase(seed)
        for (const [name, protocol] of Object.entries({ visdrone, tinyperson })) {
          const { truth, results } = sidesOf(name, of)
          const { images, categories, targets } = compareColumns(protocol)(truth, results)
          const other = categories.findIndex((c) => c.name === 'others')
          expect(targets.category.includes(other) && name === 'visdrone').toBe(false)
          expect(images.some(({ id }) => truth.dense.has(id)) && name === 'tinyperson').toBe(false)
        }
      }),
    ))
})
