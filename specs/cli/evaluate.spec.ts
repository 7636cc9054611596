import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { evaluateFiles } from '../../cli/evaluate.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-evaluate-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const truth = {
  images: [{ id: 1 }],
  categories: [{ id: 1 }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 10, 10], area: 100, iscrowd: 0 }],
}
const found = [{ image_id: 1, category_id: 1, bbox: [0, 0, 10, 10], score: 0.9 }]
const asked = async (protocol: string, json: boolean, g: unknown = truth, d: unknown = found) => {
  const [groundTruth, detections] = [join(folder, 'g.json'), join(folder, 'd.json')]
  writeFileSync(groundTruth, typeof g === 'string' ? g : JSON.stringify(g))
  writeFileSync(detections, JSON.stringify(d))
  return evaluateFiles({ groundTruth, detections, protocol, json })()
}
const text = async (protocol: string, json: boolean): Promise<string> => {
  const result = await asked(protocol, json)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right.text
}
const codes = async (...of: Parameters<typeof asked>): Promise<readonly string[]> => {
  const result = await asked(...of)
  return E.isLeft(result) ? result.left.map(({ code }) => code) : []
}

describe('evaluate', () => {
  it('writes the keys of the protocol, in order, null where there is nothing to measure, then by what it measured and what was cut', async () => {
    const coco: unknown = JSON.parse(await text('coco', true))
    expect(Object.keys(coco as object).join(' ')).toBe('AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl protocol cut')
    expect(coco).toMatchObject({ APs: expect.closeTo(1, 9) as number, APm: null, ARl: null })
    const aitod: unknown = JSON.parse(await text('aitod', true))
    expect(Object.keys(aitod as object).join(' ')).toBe(
      'AP AP50 AP75 APvt APt APs APm AR1 AR100 AR1500 ARvt ARt ARs ARm oLRP oLRP_loc oLRP_fp oLRP_fn protocol cut',
    )
    expect(aitod).toMatchObject({ APt: expect.closeTo(1, 9) as number, APvt: null })
  })
  it('draws a table without --json', async () => {
    expect(await text('coco', false)).toBe(
      [
        'coco, at most 100 detections an image and class',
        '',
        'AP     1.0000',
        'AP50   1.0000',
        'AP75   1.0000',
        'APs    1.0000',
        'APm        –',
        'APl        –',
        '',
        'AR1    1.0000',
        'AR10   1.0000',
        'AR100  1.0000',
        'ARs    1.0000',
        'ARm        –',
        'ARl        –',
        '',
      ].join('\n'),
    )
  })
  it('tells the faults of protocol and both files at once', async () => {
    expect(await codes('coc', true, '{', { a: 1 })).toEqual(['evaluate: protocol', 'json: malformed', 'detections: not a list'])
  })
  it('draws sizes and thresholds as a grid that a narrow terminal holds', async () => {
    const lines = (await text('tinyperson', false)).split('\n')
    expect(lines[0]).toBe('tinyperson, at most 200 detections an image and class')
    expect(lines[2]?.trim().split(/ +/)).toEqual(['all', 'tiny', 'tiny1', 'tiny2', 'tiny3', 'small', 'reasonable'])
    expect(lines[4]?.split(/ +/)).toEqual(['AP50', '1.0000', '1.0000', '–', '1.0000', '–', '–', '–'])
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  })
  it('says what is measured at most, and warns where that cuts', async () => {
    const options = { groundTruth: join(folder, 'g.json'), detections: join(folder, 'd.json'), protocol: 'coco' }
    writeFileSync(options.groundTruth, JSON.stringify(truth))
    writeFileSync(options.detections, JSON.stringify(Array.from({ length: 3 }, () => found[0])))
    const heading = async (more: object): Promise<readonly unknown[]> => {
      const result = await evaluateFiles({ ...options, ...more })()
      return E.isLeft(result)
        ? result.left.map(({ code, path }) => [code, ...path])
        : [result.right.text.split('\n')[0], ...result.right.warnings.map((w) => w.code)]
    }
    expect(await heading({ maxDets: '2,1' })).toEqual(['coco, at most 2 detections an image and class', 'evaluate: detections cut'])
    expect(await heading({ maxDets: '1,3' })).toEqual(['coco, at most 3 detections an image and class'])
    expect(await heading({ protocol: 'voc' })).toEqual(['voc, no limit on detections'])
    expect(await heading({ protocol: 'visdrone', asReleased: true })).toEqual([
      'visdrone, at most 500 detections an image, all classes together',
    ])
    expect(await heading({ protocol: 'dota', perTile: true })).toEqual(['dota, per tile, at most 1500 detections an image and class'])
    expect(await heading({ maxDets: '1,x' })).toEqual([['evaluate: protocol', '--max-dets']])
    expect(await heading({ asReleased: true })).toEqual([['evaluate: protocol', '--as-released']])
    expect(await heading({ perTile: true })).toEqual([['evaluate: protocol', '--per-tile']])
    expect(await heading({ from: 'coc' })).toEqual([['data: format', '--from']])
  })
  it('tells detections of other images', async () => {
    expect(await codes('coco', true, truth, [{ ...found[0], image_id: 2 }])).toEqual(['detections: unknown image'])
  })
})

const shared = '../shared/eval/'
describe.skipIf(!existsSync(shared))('evaluate, on cocoapi’s own example (../shared/eval)', () => {
  it.each(['coco', 'aitod'])('agrees with the reference by %s to 1e-9', async (protocol) => {
    const expected = JSON.parse(readFileSync(`${shared}expected.json`, 'utf8')) as { cocoapi: Record<string, Record<string, number>> }
    const result = await evaluateFiles({
      groundTruth: `${shared}cocoapi/instances_val2014_100.json`,
      detections: `${shared}cocoapi/instances_val2014_fakebbox100_results.json`,
      protocol,
      json: true,
    })()
    if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
    const got = JSON.parse(result.right.text) as Record<string, number>
    const wanted = Object.entries(expected.cocoapi[protocol] ?? {})
    expect(wanted.filter(([key]) => key in got).length).toBeGreaterThan(11)
    wanted.forEach(([key, value]) => {
      if (key in got) expect(Math.abs((got[key] ?? NaN) - value)).toBeLessThan(1e-9)
    })
  })
})
