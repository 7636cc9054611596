import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Issue } from '../../../dsl/core/issue.ts'
import type { Dataset } from '../../../stdlib/data/dataset.ts'
import { DOUBTFUL, NO_TARGET } from '../../../stdlib/eval/columns.ts'
import { compareColumns } from '../../../stdlib/eval/compare-columns.ts'
import { type Protocol, unlisted } from '../../../stdlib/eval/protocol.ts'
import { coco, tinyperson, visdrone } from '../../../stdlib/eval/protocols.ts'
import { readResults } from '../../../stdlib/eval/read-results.ts'
import { readTextResults } from '../../../stdlib/eval/read-text-results.ts'
import { readTruth } from '../../../stdlib/eval/read-truth.ts'
import { reconcile } from '../../../stdlib/eval/reconcile.ts'
import { truthOf } from '../../../stdlib/eval/truth-of-dataset.ts'
import { cases } from './arbitrary.ts'
import { comparisonIn, resultsIn, truthIn } from './from-json.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-columns-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const file = (name: string, json: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json))
  return path
}
const right = <A>(e: E.Either<unknown, A>): A => {
  if (E.isLeft(e)) throw new Error(JSON.stringify(e.left))
  return e.right
}
const issues = (e: E.Either<readonly Issue[], unknown>): readonly Issue[] => (E.isLeft(e) ? e.left : [])

describe('columns of COCO’s files', () => {
  it('are those of their text, however it comes', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({ truth, detections }, foreign) => {
        const list = foreign ? [...detections, { image_id: 7, category_id: 900, bbox: [0, 0, 1, 1] as const, score: 1 }] : detections
        const columns = right(await readTruth(file('t.json', { info: 1, ...truth }))())
        const results = right(await readResults(file('d.json', list))())
        expect(compareColumns(coco)(columns, results)).toEqual(comparisonIn(truth, list))
        expect([columns.count, results.count]).toEqual([truth.annotations.length, list.length])
      }),
      { numRuns: 60 },
    ))

  it('are refused with the issues of their text', async () => {
    const one = { image_id: 1, category_id: 1, bbox: [0, 0, 5, 5], score: 0.5 }
    const truth = { images: [{ id: 1 }], categories: [{ id: 1 }], annotations: [{ id: 1, ...one }] }
    const wrong: readonly unknown[] = [
      truth,
      [one, { ...one, bbox: [0, 0, -1, 5], score: '0.5' }, { ...one, image_id: 1.5 }, 7],
      Array.from({ length: 30 }, () => ({ ...one, score: null })),
      3,
    ]
    for (const json of wrong) {
      const path = file('d.json', json)
      expect(issues(await readResults(path)()).map(({ path: p, code }) => [p, code])).toEqual(
        issues(resultsIn(path, json)).map(({ path: p, code }) => [p, code]),
      )
    }
    const broken: readonly unknown[] = [
      [one],
      { ...truth, annotations: undefined, anotations: [] },
      { images: [{}], categories: 3, annotations: Array.from({ length: 30 }, () => ({ ...one, bbox: 0 })) },
      { ...truth, images: [{ id: 1 }, { id: 1 }] },
      {
        ...truth,
        annotations: [
          { id: 4, ...one },
          { id: 2, ...one },
          { id: 4, ...one },
        ],
      },
      {
        ...truth,
        annotations: [
          { id: 4, ...one },
          { id: 4, ...one },
        ],
      },
    ]
    for (const json of broken) {
      const path = file('t.json', json)
      const told = issues(await readTruth(path)())
      expect(told.length).toBeGreaterThan(0)
      const order = (list: readonly Issue[]): readonly string[] => list.map(({ code, path: p }) => `${code} ${p.join(' ')}`).sort()
      expect(order(told).filter((i) => !i.startsWith('json: more'))).toEqual(
        order(issues(truthIn(path, json))).filter((i) => !i.startsWith('json: more')),
      )
    }
    expect(issues(await readTruth(join(folder, 'none.json'))()).map(({ code }) => code)).toEqual(['file: missing'])
    expect(issues(await readResults(file('d.json', '[{"image_id": 1,\n}]'))()).map(({ code, evidence }) => [code, evidence[0]])).toEqual([
      ['json: malformed', ['line', '2']],
    ])
  })

  it('know TinyPerson’s marks, which COCO’s protocol does not read', async () => {
    const one = { image_id: 1, category_id: 1, bbox: [0, 0, 5, 5] }
    const annotations = [
      one,
      { ...one, ignore: true },
      { ...one, uncertain: 1 },
      { ...one, iscrowd: 1 },
      { ...one, image_id: 2, in_dense_image: true },
    ]
    const columns = right(await readTruth(file('t.json', { images: [{ id: 1 }, { id: 2 }], categories: [{ id: 1 }], annotations }))())
    const results = right(await readResults(file('d.json', []))())
    expect([...compareColumns(coco)(columns, results).targets.ignored]).toEqual([0, 0, 0, 1, 0])
    expect([...compareColumns(tinyperson)(columns, results).targets.ignored]).toEqual([0, 1, 1, 1])
  })
})

const dataset: Dataset = {
  folder: 'images',
  classes: [
    { id: 1, name: 'pedestrian' },
    { id: 11, name: 'others' },
  ],
  images: [
    {
      id: 5,
      file: 'a/0001.jpg',
      size: { width: 100, height: 80 },
      source: 'x',
      objects: [
        { label: 0, box: [1, 2, 11, 22], crowd: false, ignored: false, record: 1 },
        { label: 0, box: [1, 2, 5, 5], crowd: false, ignored: true, record: 2 },
        { label: 0, box: [1, 2, 5, 5], crowd: false, ignored: true, attributes: { difficult: 1 }, record: 3 },
        { label: undefined, box: [50, 50, 90, 70], crowd: true, ignored: true, record: 4 },
        { label: 1, box: [1, 2, 5, 5], crowd: false, ignored: true, record: 5 },
      ],
    },
  ],
}

describe('a data set of any format', () => {
  it('is a ground truth: what is doubtful counts for COCO, what is no target does not, and VisDrone ignores both', () => {
    const truth = truthOf(dataset)
    const none = {
      count: 0,
      imageId: new Float64Array(0),
      categoryId: new Float64Array(0),
      bbox: new Float64Array(0),
      score: new Float64Array(0),
    }
    const [asCoco, asVisdrone] = [compareColumns(coco)(truth, none), compareColumns(visdrone)(truth, none)]
    expect([[...asCoco.targets.bbox.subarray(0, 4)], [...asCoco.targets.ignored], [...asCoco.targets.area]]).toEqual([
      [1, 2, 10, 20],
      [0, 0],
      [200, 12],
    ])
    expect([...asVisdrone.targets.ignored]).toEqual([0, 1, 1])
    expect(asVisdrone.images).toEqual([{ id: 5, file: 'a/0001.jpg', width: 100, height: 80 }])
    expect([...(asVisdrone.regions?.bbox ?? [])]).toEqual([50, 50, 40, 20])
  })
})

describe('objects of a data set', () => {
  it('have the area of their file, else that of their box, and are doubtful where they are difficult or uncertain', () => {
    const object = { label: 0, box: [0, 0, 4, 5], crowd: false, ignored: true, record: 1 } as const
    const objects = [{ ...object, attributes: { uncertain: true, area: 7 } }, { ...object, attributes: { difficult: 2 } }, object]
    const { area, mark } = truthOf({ ...dataset, images: dataset.images.map((i) => ({ ...i, objects })) })
    expect([[...area], [...mark]]).toEqual([
      [7, 20, 20],
      [DOUBTFUL, DOUBTFUL, NO_TARGET],
    ])
  })
})

describe('results as text', () => {
  const put = (files: Readonly<Record<string, string>>): string => {
    const path = mkdtempSync(join(folder, 'r-'))
    mkdirSync(path, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    return path
  }
  const truth = truthOf(dataset)

  it('are read from VisDrone’s files, in their order', async () => {
    const read = right(await readTextResults(put({ '0001.txt': '1,2,3,4,0.5,1,-1,-1\r\n\n5,6,7,8,0.25,11,-,of a tracker,\n' }), truth)())
    expect([[...read.imageId], [...read.categoryId], [...read.bbox], [...read.score]]).toEqual([
      [5, 5],
      [1, 11],
      [1, 2, 3, 4, 5, 6, 7, 8],
      [0.5, 0.25],
    ])
  })
  it('are read from DOTA’s files of Task 2', async () => {
    const read = right(await readTextResults(put({ 'Task2_pedestrian.txt': '0001 0.5 1 2 4.5 6\n', 'Task2_others.txt': '' }), truth)())
    expect([[...read.imageId], [...read.categoryId], [...read.bbox], [...read.score]]).toEqual([[5], [1], [1, 2, 3.5, 4], [0.5]])
  })
  it('may name VisDrone’s regions, which its protocol measures nowhere, without a notice, but nothing else alone', async () => {
    const reconciled = async (text: string, protocol: Protocol) =>
      reconcile(truth, unlisted(protocol))(right(await readTextResults(put({ '0001.txt': text }), truth)()))
    const region = '1,2,3,4,0.5,0,-1,-1\n'
    expect(right(await reconciled(`${region}1,2,3,4,0.5,1,-1,-1\n`, visdrone))).toEqual([])
    for (const [text, protocol] of [
      [`${region}1,2,3,4,0.5,1,-1,-1\n`, coco] as const,
      [`1,2,3,4,0.5,1\n1,2,3,4,0.5,12\n`, visdrone] as const,
    ])
      expect(right(await reconciled(text, protocol)).map(({ code }) => code)).toEqual(['detections: left out'])
    expect(issues(await reconciled(region, visdrone)).map(({ code }) => code)).toEqual(['detections: unknown category'])
  })
  it('are refused with file and line', async () => {
    const codes = async (files: Readonly<Record<string, string>>): Promise<readonly unknown[]> =>
      issues(await readTextResults(put(files), truth)()).map(({ code, path }) => [code, ...path.slice(1)])
    expect(await codes({ '0001.txt': '1,2,3,4,0.5,1\n1,2,3,x,0.5,1\n1,2,-3,4,1,1\n1,2\n' })).toEqual([
      ['detections: wrong line', '0001.txt', '2'],
      ['detections: wrong line', '0001.txt', '3'],
      ['detections: wrong line', '0001.txt', '4'],
    ])
    expect(await codes({ '0002.txt': '' })).toEqual([['detections: unknown image', '0002.txt']])
    expect(await codes({ 'Task1_pedestrian.txt': '0001 0.5 1 2 4 2 4 6 1 6\n' })).toEqual([['detections: oriented boxes']])
    expect(await codes({ 'Task2_ship.txt': '', 'Task2_others.txt': '0003 1 1 1 2 2\n0001 1 5 1 2 2\n0001 1 1\n' })).toEqual([
      ['detections: wrong line', 'Task2_others.txt', '1'],
      ['detections: wrong line', 'Task2_others.txt', '2'],
      ['detections: wrong line', 'Task2_others.txt', '3'],
      ['detections: unknown category', 'Task2_ship.txt'],
    ])
    expect(await codes({ '0001.txt': '1\n'.repeat(30) })).toHaveLength(21)
    expect(await codes({})).toEqual([['detections: no files']])
  })
})
