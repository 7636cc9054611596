import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { EvaluateOptions } from '../../../cli/commands/evaluate.ts'
import { evaluateFiles } from '../../../cli/evaluate.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-sections-'))
afterAll(() => rmSync(folder, { recursive: true }))

const classes = 80
/** An object a class; every tenth is taken for the next class and one is missed where `wrong` says so. */
const put = (wrong: boolean): Pick<EvaluateOptions, 'groundTruth' | 'detections'> => {
  const write = (name: string, json: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(json))
    return join(folder, name)
  }
  const objects = Array.from({ length: classes }, (_, i) => ({
    image_id: 1 + (i % 8),
    category_id: i + 1,
    bbox: [20 * Math.floor(i / 8), 0, 10, 10],
  }))
  return {
    groundTruth: write('truth.json', {
      images: Array.from({ length: 8 }, (_, i) => ({ id: i + 1 })),
      categories: objects.map((_, i) => ({ id: i + 1, name: `a class of number ${i + 1}` })),
      annotations: objects.map((o, id) => ({ id, ...o })),
    }),
    detections: write(
      'found.json',
      objects.flatMap((o, i) =>
        wrong && i === 79 ? [] : [{ ...o, score: 0.9, category_id: wrong && i % 10 === 0 ? i + 2 : o.category_id }],
      ),
    ),
  }
}
const said = async (options: Partial<EvaluateOptions>, wrong: boolean, columns: number): Promise<string> => {
  const world = { err: () => undefined, live: false, now: () => 0, columns }
  const result = await evaluateFiles({ ...put(wrong), protocol: 'coco', ...options }, world)()
  return E.isRight(result) ? result.right.text : expect.fail(JSON.stringify(result.left))
}

describe('a confusion matrix that does not fit', () => {
  it('is told by its most frequent pairs, and how much is right', async () => {
    const text = await said({ confusion: true }, true, 80)
    expect(text).toContain('71 of 80 objects are found as what they')
    expect(text).toMatch(/is +said +count +%\n/)
    expect(text).toMatch(/a class of number 11 +a class of number 12 +1 +100\n/)
    expect(text).toMatch(/a class of number 80 +background +1 +100\n/)
  })
  it('says so where nothing is confused', async () => {
    expect(await said({ confusion: true }, false, 80)).toContain('Nothing is taken for anything else')
    expect(await said({ confusion: true }, true, 80)).not.toContain('Nothing is taken for anything else')
  })
})

describe('sections', () => {
  it('keep to narrow paper, headings too', async () => {
    const text = await said({ perClass: true, errors: true, confusion: true, calibration: true, bootstrap: '5' }, true, 40)
    for (const word of ['Classes', 'TIDE', 'taken for', 'Calibration', 'intervals']) expect(text).toContain(word)
    expect(text.split('\n').filter((line) => [...line].length > 40)).toEqual([])
  })
})
