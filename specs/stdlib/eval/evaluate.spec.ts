import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../stdlib/eval/evaluate.ts'
import type { Protocol } from '../../../stdlib/eval/protocol.ts'
import { aitod, coco, protocols, withMaxDets } from '../../../stdlib/eval/protocols.ts'
import { type Summary, evaluateSummary, summary } from '../../../stdlib/eval/summary.ts'
import { CATEGORIES, IMAGES, cases, plainTruths, truths } from './arbitrary.ts'
import { comparisonIn } from './from-json.ts'

const KEYS = {
  coco: 'AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl',
  aitod: 'AP AP50 AP75 APvt APt APs APm AR1 AR100 AR1500 ARvt ARt ARs ARm oLRP oLRP_loc oLRP_fp oLRP_fn',
}
const NAMES = ['coco', 'aitod'] as const

const measure = (protocol: Protocol, truth: unknown, detections: unknown): Summary =>
  summary(evaluate(protocol)(comparisonIn(truth, detections)))

/** Equal keys, equal nulls, numbers within 1e-9; -1 is how pycocotools says null. */
const expectSame = (got: Summary, wanted: Summary): void => {
  for (const [key, value] of Object.entries(got)) {
    const answer = wanted[key]
    if (answer === undefined) throw new Error(`no answer for ${key}`)
    if (value === null || answer === null) expect([key, value]).toEqual([key, answer])
    else expect(Math.abs(value - answer), `${key}: ${value} and ${answer}`).toBeLessThan(1e-9)
  }
}

const json = (path: URL): unknown => JSON.parse(readFileSync(path, 'utf8'))

interface Case {
  readonly truth: unknown
  readonly detections: unknown
  readonly answers: readonly {
    readonly protocol: 'coco' | 'aitod'
    readonly maxDets: [number, number, number]
    readonly summary: Summary
  }[]
}

describe('small random cases', () => {
  // Made by make_pycocotools.py, whose header says what they cover.
  const fixtures = json(new URL('pycocotools.json', import.meta.url)) as readonly Case[]
  it.each(fixtures.flatMap((c, i) => c.answers.map((a) => [i, a.protocol, a.maxDets, c, a.summary] as const)))(
    'case %i by %s with maxDets %j has the numbers of pycocotools',
    (_, name, maxDets, c, answer) => expectSame(measure(withMaxDets(maxDets)(protocols[name]), c.truth, c.detections), answer),
  )
})

const shared = new URL('../../../../shared/eval/', import.meta.url)

// Needs ../shared/eval, COCO's own example and its answers; skipped without it.
describe.skipIf(!existsSync(shared))("COCO's own example", () => {
  const answers = (): {
    readonly cocoapi: Record<'coco' | 'aitod', Summary>
    readonly rafaelpadilla: { readonly test_coco_eval: Summary }
  } => json(new URL('expected.json', shared)) as ReturnType<typeof answers>

  it.each(NAMES)('has the published numbers by %s, to 1e-9', (name) => {
    const truth = json(new URL('cocoapi/instances_val2014_100.json', shared))
    const detections = json(new URL('cocoapi/instances_val2014_fakebbox100_results.json', shared))
    expectSame(measure(protocols[name], truth, detections), answers().cocoapi[name])
  })

  it('with areas of boxes has the numbers of another tool, to its 1e-6', () => {
    const truth = json(new URL('rafaelpadilla/test_coco_eval/gts/sampled_gts_bbox_area.json', shared))
    const detections = json(new URL('rafaelpadilla/test_coco_eval/cocoapi_results.json', shared))
    const got = measure(coco, truth, detections)
    for (const [name, wanted] of Object.entries(answers().rafaelpadilla.test_coco_eval)) {
      if (name === 'tol') continue
      const key = name.replace('small', 's').replace('medium', 'm').replace('large', 'l')
      expect(Math.abs((got[key] ?? NaN) - (wanted ?? NaN)), key).toBeLessThan(1e-6)
    }
  })
})

describe('the summary', () => {
  it.each(NAMES)('by %s has the keys of the command line, in order', (name) =>
    fc.assert(
      fc.property(cases, ({ truth, detections }) => Object.keys(measure(protocols[name], truth, detections)).join(' ') === KEYS[name]),
    ),
  )

  it('is null throughout where there is no target', () => {
    const nothing = { images: [{ id: 1 }], categories: [{ id: 1 }], annotations: [] }
    const detection = { image_id: 1, category_id: 1, bbox: [0, 0, 5, 5], score: 1 } as const
    for (const name of NAMES) {
      expect(new Set(Object.values(measure(protocols[name], nothing, [])))).toEqual(new Set([null]))
      expect(new Set(Object.values(measure(protocols[name], nothing, [detection])))).toEqual(new Set([null]))
    }
  })

  it('of no detections is 0 for AP and AR, 1 for oLRP and its false negatives, null for its other parts', () =>
    fc.assert(
      fc.property(plainTruths, (truth) => {
        fc.pre(truth.annotations.length > 0)
        const { oLRP, oLRP_fn, oLRP_loc, oLRP_fp, ...rates } = measure(aitod, truth, [])
        expect([oLRP, oLRP_fn, oLRP_loc, oLRP_fp]).toEqual([1, 1, null, null])
        expect(Object.values(rates).every((v) => v === 0 || v === null)).toBe(true)
      }),
    ))

  it('of the targets themselves is 1 for AP and AR, 0 for oLRP, in every bin that has a target', () =>
    fc.assert(
      fc.property(plainTruths, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (truth, scores) => {
        fc.pre(truth.annotations.length > 0)
        const detections = truth.annotations.map((a) => ({ ...a, score: Number(scores.next().value) }))
        const { AR1, ...got } = measure(aitod, truth, detections)
        expect(AR1).toBeGreaterThan(0)
        for (const [key, value] of Object.entries(got)) {
          if (value !== null) expect(value, key).toBeCloseTo(key.startsWith('oLRP') ? 0 : 1, 12)
        }
        for (const { name, least, most } of aitod.areas) {
          const inside = truth.annotations.some(({ bbox: [, , w, h] }) => w * h >= least && w * h <= most)
          expect(got[`AP${name}`] !== null).toBe(inside)
        }
      }),
    ))

  it('of a training run names its protocol and leaves null what the protocol has not', () =>
    fc.assert(
      fc.property(cases, ({ truth, detections }) => {
        const protocol = withMaxDets([300, 1, 100])(aitod)
        const { AP, AP50, AP75, APvt, APt, APs, APm } = measure(protocol, truth, detections)
        expect(evaluateSummary(protocol)(comparisonIn(truth, detections))).toEqual({
          protocol: { name: 'aitod', maxDets: [1, 100, 300] },
          metrics: { AP, AP50, AP75, APvt, APt, APs, APm },
        })
        expect(evaluateSummary(coco)(comparisonIn(truth, detections)).metrics.APvt).toBeNull()
      }),
    ))
})

describe('an evaluation', () => {
  it('does not see the order of images and categories', () =>
    fc.assert(
      fc.property(cases, ({ truth, detections }) => {
        const turned = { ...truth, images: [...truth.images].reverse(), categories: [...truth.categories].reverse() }
        expectSame(measure(aitod, turned, detections), measure(aitod, truth, detections))
      }),
    ))

  it('does not see how records of different images or categories are mixed', () =>
    fc.assert(
      fc.property(cases, ({ truth, detections }) => {
        const sorted = <A extends { readonly image_id: number; readonly category_id: number }>(list: readonly A[]): readonly A[] =>
          [...list].sort((a, b) => b.image_id - a.image_id || a.category_id - b.category_id)
        expectSame(
          measure(aitod, { ...truth, annotations: sorted(truth.annotations) }, sorted(detections)),
          measure(aitod, truth, detections),
        )
      }),
    ))

  it('sees the order of scores alone', () =>
    fc.assert(
      fc.property(cases, ({ truth, detections }) => {
        const other = detections.map((d) => ({ ...d, score: Math.exp(10 * d.score) - 5 }))
        expectSame(measure(aitod, truth, other), measure(aitod, truth, detections))
      }),
    ))

  it('does not see the unit of length, but for the size bins', () =>
    fc.assert(
      fc.property(cases, ({ truth, detections }) => {
        const halved = detections.map((d) => ({ ...d, bbox: [d.bbox[0] / 2, d.bbox[1] / 4, d.bbox[2] / 2, d.bbox[3] / 4] as const }))
        const small = {
          ...truth,
          annotations: truth.annotations.map(({ bbox: [x, y, w, h], area, ...a }) => ({
            ...a,
            bbox: [x / 2, y / 4, w / 2, h / 4],
            area: (area ?? w * h) / 8,
          })),
        }
        const [got, wanted] = [measure(aitod, small, halved), measure(aitod, truth, detections)]
        for (const key of ['AP', 'AP50', 'AP75', 'AR1', 'AR100', 'AR1500', 'oLRP']) expect(got[key], key).toEqual(wanted[key])
      }),
    ))

  it('leaves out what is of unlisted images and categories', () =>
    fc.assert(
      fc.property(cases, cases, ({ truth, detections }, more) => {
        const elsewhere = <A extends { readonly image_id: number; readonly category_id: number }>(list: readonly A[]): readonly A[] =>
          list.map((r, i) => (i % 2 === 0 ? { ...r, image_id: 1000 } : { ...r, category_id: 1000 }))
        const wider = {
          ...truth,
          annotations: [...elsewhere(more.truth.annotations), ...truth.annotations].map((a) => ({ ...a, id: undefined })),
        }
        expectSame(measure(aitod, wider, [...elsewhere(more.detections), ...detections]), measure(aitod, truth, detections))
      }),
    ))

  it('ignores crowds and the detections that they cover', () =>
    fc.assert(
      fc.property(cases, fc.constantFrom(...IMAGES), fc.constantFrom(...CATEGORIES), ({ truth, detections }, image_id, category_id) => {
        const crowd = { id: 99, image_id, category_id, bbox: [500, 500, 50, 50] as const, iscrowd: true }
        const crowded = { ...truth, annotations: [crowd, ...truth.annotations] }
        expectSame(measure(aitod, crowded, detections), measure(aitod, truth, detections))
        const within = [1, 2, 3].map((x) => ({ image_id, category_id, bbox: [500 + x, 510, 20, 20] as const, score: 0.95 }))
        const [all, plain] = [measure(aitod, crowded, [...detections, ...within]), measure(aitod, truth, detections)]
        for (const key of ['AP', 'AP50', 'AP75', 'AR100', 'AR1500', 'oLRP']) expect(all[key], key).toEqual(plain[key])
        // They do take a place among the detections of an image.
        expect(all['AR1'] ?? 0).toBeLessThanOrEqual(plain['AR1'] ?? 0)
      }),
    ))

  it('ends where a limit does: more detections than the last change nothing', () =>
    fc.assert(
      fc.property(truths, (truth) => {
        const image_id = IMAGES[0]
        const few = withMaxDets([1, 2])(aitod)
        const best = [0.9, 0.8].map((score) => ({ image_id, category_id: CATEGORIES[0], bbox: [0, 0, 30, 30] as const, score }))
        const rest = truth.annotations.map((a) => ({ ...a, image_id, category_id: CATEGORIES[0], score: 0.5 }))
        expectSame(measure(few, truth, [...rest, ...best]), measure(few, truth, best))
      }),
    ))
})
