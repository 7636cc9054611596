import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EvaluateOptions } from '../../../cli/commands/evaluate.ts'
import { evaluateFiles } from '../../../cli/evaluate.ts'
import { random } from '../../../stdlib/data/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-measure-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

/** Twenty images of two classes; `skill` is how many objects of ten are found. */
const found = (skill: number, seed: number) => {
  const draw = random(seed)
  return annotations.flatMap(({ image_id, category_id, bbox }) =>
    draw.uniform() > skill / 10 ? [] : [{ image_id, category_id, bbox, score: 0.3 + 0.6 * draw.uniform() }],
  )
}
const annotations = Array.from({ length: 120 }, (_, i) => ({
  id: i + 1,
  image_id: 1 + (i % 20),
  category_id: 1 + (i % 3 === 0 ? 1 : 0),
  bbox: [30 * Math.floor(i / 20), 10 * (i % 3), 6 + (i % 9), 6 + (i % 7)],
  area: (6 + (i % 9)) * (6 + (i % 7)),
  iscrowd: 0,
}))
const images = Array.from({ length: 20 }, (_, i) => ({ id: i + 1, file_name: `${i}.png`, width: 220, height: 60 }))

beforeAll(() => {
  const categories = [
    { id: 1, name: 'ship' },
    { id: 2, name: 'a\u001b[2Jb' },
  ]
  writeFileSync(at('truth.json'), JSON.stringify({ images, annotations, categories }))
  writeFileSync(at('good.json'), JSON.stringify(found(9, 1)))
  writeFileSync(at('poor.json'), JSON.stringify(found(4, 2)))
  writeFileSync(at('again.json'), JSON.stringify(found(9, 3)))
})

const asked = async (options: Partial<EvaluateOptions>): Promise<string> => {
  const result = await evaluateFiles({ groundTruth: at('truth.json'), protocol: 'aitod', ...options })()
  return E.isRight(result) ? result.right.text : expect.fail(JSON.stringify(result.left))
}
const one = (options: Partial<EvaluateOptions>): Promise<string> => asked({ detections: at('good.json'), ...options })
const everything = { perClass: true, errors: true, confusion: true, calibration: true, bootstrap: '20' } as const

describe('evaluate', () => {
  it('tells what is asked for, and nothing that a terminal would take for a command', async () => {
    const text = await one(everything)
    for (const word of ['95 % intervals over 20 images', 'Classes', 'TIDE', 'taken for', 'Calibration', 'ship', 'a·[2Jb'])
      expect(text).toContain(word)
    expect(text).not.toContain('\u001b')
    expect((await one({ errors: true })).includes('Calibration')).toBe(false)
  })
  it('gives as JSON the metrics as ever, and a key for everything else', async () => {
    const plain = JSON.parse(await one({ json: true })) as object
    const full = JSON.parse(await one({ ...everything, json: true })) as Record<string, unknown>
    expect(full).toMatchObject(plain)
    expect(plain).toMatchObject({
      AP: expect.any(Number) as number,
      protocol: { name: 'aitod', maxDets: [1, 100, 1500], limitOf: 'class', meanOver: 'classes' },
      cut: { detections: 0, images: 0 },
    })
    expect(JSON.parse(await one({ json: true, protocol: 'visdrone', asReleased: true, maxDets: '2,1' }))).toMatchObject({
      protocol: { name: 'visdrone', maxDets: [1, 2], limitOf: 'image', meanOver: 'images' },
      cut: { images: 20, most: expect.any(Number) as number },
    })
    expect(JSON.parse(await one({ json: true, protocol: 'voc' }))).toMatchObject({ protocol: { maxDets: [null] }, cut: { detections: 0 } })
    expect(Object.keys(full).slice(Object.keys(plain).length)).toEqual([
      'intervals',
      'recalls',
      'classes',
      'tide',
      'confusion',
      'calibration',
    ])
    expect(full['confusion']).toMatchObject({ names: ['ship', 'a\u001b[2Jb', 'background'] })
    const { of } = full['intervals'] as {
      of: readonly { metric: string; class?: string; value: number | null; low: number; high: number }[]
    }
    expect(of.find((e) => e.metric === 'AP' && e.class === undefined)).toMatchObject({ value: full['AP'] })
    // Every number of the protocol that can be measured has its interval, of all classes and of each.
    const measured = Object.entries(full).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []))
    expect(measured).toContain('AR1500')
    expect(measured).toContain('oLRP_fp')
    for (const name of ['', 'ship'])
      expect(of.flatMap((e) => ((e.class ?? '') === name && e.value !== null ? [e.metric] : []))).toEqual(measured)
    for (const e of of) if (e.value !== null) expect(e.low <= e.value && e.value <= e.high, e.metric).toBe(true)
  })
  it('draws the same resamplings for the same seed', async () => {
    const of = (seed: string): Promise<string> => one({ bootstrap: '10', seed })
    expect(await of('5')).toBe(await of('5'))
    expect(await of('5')).not.toBe(await of('6'))
  })
  it('calls one better where it is, and does not where it is noise', async () => {
    const said = async (a: string, b: string): Promise<string> =>
      (await asked({ compare: [at(a), at(b)], bootstrap: '99' })).trim().split('\n').at(-1) ?? ''
    expect(await said('poor.json', 'good.json')).toMatch(
      /good\.json is better than .*poor\.json by \+0\.\d+ AP \(95 % interval \+.* to \+.* p = 0\.02/,
    )
    expect(await said('good.json', 'poor.json')).toMatch(
      /good\.json is better than .*poor\.json by \+0\.\d+ AP \(95 % interval \+.* to \+.* p = 0\.02/,
    )
    expect(await said('good.json', 'again.json')).toMatch(/^No difference in AP can be told: .* lies within the noise of these images/)
    expect(await said('good.json', 'good.json')).toMatch(/^No difference in AP can be told: \+0\.0000/)
  })
  it('tells that nothing was found, and that classes are on few images', async () => {
    const codes = async (options: Partial<EvaluateOptions>): Promise<readonly string[]> => {
      const result = await evaluateFiles({ groundTruth: at('truth.json'), protocol: 'aitod', ...options })()
      return E.isRight(result) ? result.right.warnings.map(({ code }) => code) : expect.fail(JSON.stringify(result.left))
    }
    writeFileSync(at('none.json'), '[]')
    expect(await codes({ detections: at('none.json') })).toEqual(['detections: none'])
    expect(await codes({ compare: [at('none.json'), at('good.json')], bootstrap: '5' })).toEqual([
      'detections: none',
      'evaluate: few images',
    ])
    const truth = JSON.parse(readFileSync(at('truth.json'), 'utf8')) as { annotations: { image_id: number; category_id: number }[] }
    const rare = truth.annotations.filter(({ image_id, category_id }) => category_id === 1 || image_id < 5)
    writeFileSync(at('rare.json'), JSON.stringify({ ...truth, annotations: rare }))
    const few = ['evaluate: few images', 'evaluate: rare classes']
    const options = { groundTruth: at('rare.json'), bootstrap: '5' }
    expect(await codes({ ...options, detections: at('good.json') })).toEqual(few)
    expect(await codes({ ...options, compare: [at('poor.json'), at('good.json')] })).toEqual(few)
  })
  it('compares as it measures each alone', async () => {
    const numbers = async (name: string) => JSON.parse(await one({ json: true, detections: at(name) })) as Record<string, unknown>
    const got = JSON.parse(await asked({ compare: [at('poor.json'), at('good.json')], json: true, bootstrap: '1' })) as {
      differences: readonly { metric: string; class?: string; a: number | null; b: number | null }[]
    }
    const [a, b] = [await numbers('poor.json'), await numbers('good.json')]
    const whole = got.differences.filter((d) => d.class === undefined)
    expect(whole.length).toBeGreaterThan(10)
    for (const d of whole) expect([d.metric, d.a, d.b]).toEqual([d.metric, a[d.metric], b[d.metric]])
  })
  it('reads the ground truth of two results once: a pipe gives it no second time', async () => {
    execFileSync('mkfifo', [at('pipe')])
    const written = writeFile(at('pipe'), readFileSync(at('truth.json')))
    const compare = [at('poor.json'), at('good.json')]
    const text = await asked({ groundTruth: at('pipe'), compare, bootstrap: '5' })
    await written
    expect(text).toBe(await asked({ compare, bootstrap: '5' }))
  })
  it('gives differences as JSON', async () => {
    const got = JSON.parse(await asked({ compare: [at('poor.json'), at('good.json')], json: true, bootstrap: '20' })) as Record<
      string,
      unknown
    >
    expect(got).toMatchObject({ images: 20, replicates: 20, seed: 1, protocol: { name: 'aitod', maxDets: [1, 100, 1500] } })
    expect((got['differences'] as readonly unknown[])[0]).toMatchObject({ metric: 'AP', p: expect.any(Number) as number })
  })
  it('writes a page of a comparison: the verdict, each difference in its interval, both curves, and nothing that runs', async () => {
    const options = { compare: [at('poor.json'), at('good.json')], bootstrap: '40' }
    const html = at('compared.html')
    expect(await asked({ ...options, html })).toBe(await asked(options))
    const page = readFileSync(html, 'utf8')
    expect(page).toMatch(/good\.json is better than poor\.json by \+0\.\d+ AP/)
    expect(page.split('B − A with').length).toBe(2)
    expect(page).not.toMatch(/<script|\u001b/)
    const [, forest = ''] = /id="differences"([^]*?)<\/section>/.exec(page) ?? []
    // One dot a metric that both have, each between the ends of its own interval; B is on the right.
    const rows = [...forest.matchAll(/<line class="([^"]*)" x1="([\d.]+)" x2="([\d.]+)"[^>]*>\s*<circle class="([^"]*)" cx="([\d.]+)"/g)]
    expect(rows.length).toBeGreaterThan(3)
    // B is better in oLRP too, which is lower there, and stands on the same side.
    expect(/oLRP: −[^]*?x1="([\d.]+)"/.exec(forest)?.[1] ?? '0').toSatisfy((x: string) => Number(x) > 265)
    for (const [, , low, high, , dot] of rows) expect(Number(low) <= Number(dot) && Number(dot) <= Number(high)).toBe(true)
    expect(rows[0]?.[1]).toBe('curve s0')
    expect(Number(rows[0]?.[2])).toBeGreaterThan(265)
    const [, curves = ''] = /id="curves"([^]*?)<\/section>/.exec(page) ?? []
    expect(curves.match(/<polyline/g)).toHaveLength(2)
  })
  it('writes a page, says on standard output what it says without, and writes over nothing', async () => {
    const html = at('report.html')
    expect(await one({ html })).toBe(await one({}))
    expect(readFileSync(html, 'utf8')).toContain('<!doctype html>')
    const again = await evaluateFiles({ groundTruth: at('truth.json'), detections: at('good.json'), protocol: 'aitod', html })()
    expect(E.isLeft(again) ? again.left[0].code : '').toBe('output: something is there')
  })
})
