import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Issue, draw } from '../../../dsl/core/issue.ts'
import { reconcile } from '../../../stdlib/eval/reconcile.ts'
import { cases, truths } from './arbitrary.ts'
import { resultsIn, truthIn } from './from-json.ts'

const truthOf = (json: unknown) => truthIn('gt.json', json)
const detectionsOf = (json: unknown) => resultsIn('dt.json', json)
const issues = (either: E.Either<readonly Issue[], unknown>): readonly Issue[] => (E.isLeft(either) ? either.left : [])
const one = { image_id: 1, category_id: 1, bbox: [0, 0, 5, 5], score: 0.5 }
const truth = { images: [{ id: 1 }], categories: [{ id: 1 }], annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 5, 5] }] }

describe('decoding', () => {
  it('never throws and says why, whatever the JSON', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ images: fc.jsonValue(), annotations: fc.array(fc.jsonValue()), categories: fc.jsonValue() })),
        (json) => {
          expect(E.isRight(truthOf(json)) || issues(truthOf(json)).length > 0).toBe(true)
          expect(E.isRight(detectionsOf(json)) || issues(detectionsOf(json)).length > 0).toBe(true)
        },
      ),
    ))

  it('keeps what is well-formed, strange keys included', () =>
    fc.assert(
      fc.property(cases, fc.dictionary(fc.stringMatching(/^x[a-z]{5}$/), fc.jsonValue()), (c, more) => {
        const list = c.detections.map((d) => ({ ...more, ...d }))
        expect(E.isRight(detectionsOf(list))).toBe(true)
        expect(detectionsOf(list)).toEqual(detectionsOf(c.detections))
        const whole = { info: more, ...c.truth, annotations: c.truth.annotations.map((a) => ({ ...more, segmentation: [], ...a })) }
        expect(truthOf(whole)).toEqual(truthOf(c.truth))
        expect(truthOf(whole)).toMatchObject({
          right: { count: c.truth.annotations.length, images: c.truth.images, categories: c.truth.categories },
        })
      }),
    ))

  it('names file, record, key and value of each thing that is wrong', () => {
    const found = issues(detectionsOf([one, { ...one, bbox: [0, 0, -1, 5], score: '0.5' }, { ...one, image_id: 1.5 }, 7]))
    expect(found.map((i) => i.path.join(' '))).toEqual(['dt.json 1 bbox', 'dt.json 1 score', 'dt.json 2 image_id', 'dt.json 3'])
    expect(found.map((i) => i.evidence[0]?.[1])).toEqual(['[0,0,-1,5]', '"0.5"', '1.5', '7'])
  })

  it('finds the key that was meant by a misspelt one', () => {
    const [first] = issues(detectionsOf([{ imageid: 1, category_id: 1, bbox: [0, 0, 5, 5], score: 1 }]))
    expect(first && draw(first)).toBe(
      [
        'json: missing key: `image_id` is missing',
        '  at      dt.json / 0 / image_id',
        '  record  {"imageid":1,"category_id":1,"bbox":[0,0,5,5],"score":1}',
        '  try     rename `imageid` to `image_id`',
      ].join('\n'),
    )
    const [list] = issues(truthOf({ ...truth, annotations: undefined, anotations: [] }))
    expect(list?.hint).toBe('rename `anotations` to `annotations`')
  })

  it('refuses each broken value of an annotation', () =>
    fc.assert(
      fc.property(
        fc.constantFrom<readonly [string, unknown]>(
          ['image_id', '1'],
          ['category_id', null],
          ['bbox', [0, 0, 5]],
          ['bbox', [0, 0, 5, 5, 5]],
          ['bbox', [0, 0, 5, Infinity]],
          ['bbox', [0, 0, 5, -1]],
          ['bbox', '0 0 5 5'],
          ['area', null],
          ['area', NaN],
          ['iscrowd', 2],
          ['id', 'a'],
        ),
        truths,
        ([key, value], base) => {
          const annotations = [...base.annotations, { image_id: 1, category_id: 1, bbox: [0, 0, 1, 1], [key]: value }]
          expect(issues(truthOf({ ...base, annotations })).map((i) => i.path)).toEqual([
            ['gt.json', 'annotations', String(base.annotations.length), key],
          ])
        },
      ),
    ))

  it('says at once what is wrong with every list, and counts what it does not show', () => {
    const found = issues(
      truthOf({ images: [{}], categories: 3, annotations: Array.from({ length: 30 }, () => ({ ...truth.annotations[0], bbox: 0 })) }),
    )
    expect(found.map((i) => i.path[1])).toEqual(['images', 'categories', ...Array.from({ length: 21 }, () => 'annotations')])
    expect(found.at(-1)?.message).toBe('10 more of 30 annotations are wrong')
  })

  it('refuses an id that is used twice', () => {
    for (const key of ['images', 'categories', 'annotations'] as const) {
      expect(issues(truthOf({ ...truth, [key]: [...truth[key], ...truth[key]] })).map((i) => i.path)).toEqual([['gt.json', key, '1', 'id']])
    }
  })

  it('sees that the two files are swapped', () => {
    expect(issues(truthOf([one]))[0]?.hint).toMatch(/swapped/)
    expect(issues(detectionsOf(truth))[0]?.hint).toMatch(/swapped/)
  })
})

/** What both sides say of each other. */
const reconciled = (t: unknown, detections: unknown) =>
  pipe(
    truthOf(t),
    E.chain((columns) => pipe(detectionsOf(detections), E.chain(reconcile(columns)))),
  )

describe('reconciling', () => {
  it('agrees with detections of listed images and categories', () =>
    fc.assert(
      fc.property(cases, (c) => {
        expect(reconciled(c.truth, c.detections)).toEqual(E.right([]))
      }),
    ))

  it('refuses detections on images that are not listed, and detections without any listed category', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const astray = [...c.detections, { image_id: 1000, category_id: 5, bbox: [0, 0, 1, 1] as const, score: 1 }]
        expect(issues(reconciled(c.truth, astray)).map((i) => i.path)).toEqual([['detections', String(c.detections.length), 'image_id']])
        const foreign = c.detections.map((d) => ({ ...d, category_id: d.category_id + 100 }))
        expect(issues(reconciled(c.truth, foreign)).length).toBe(foreign.length > 0 ? 1 : 0)
      }),
    ))

  it('tells what is left out', () =>
    fc.assert(
      fc.property(cases, (c) => {
        const detections = [...c.detections, { image_id: 7, category_id: 5, bbox: [0, 0, 1, 1] as const, score: 1 }]
        const wider = { ...c.truth, annotations: [{ image_id: 1000, category_id: 2000, bbox: [0, 0, 1, 1] as const }] }
        const notices = reconciled(wider, [...detections, { image_id: 7, category_id: 2000, bbox: [0, 0, 1, 1] as const, score: 1 }])
        expect(E.isRight(notices) && notices.right.map((i) => i.path.join(' '))).toEqual([
          `detections ${detections.length} category_id`,
          'annotations 0 image_id',
          'annotations 0 category_id',
        ])
      }),
    ))
})
