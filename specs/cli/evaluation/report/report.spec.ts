import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateFiles } from '../../../../cli/evaluate.ts'
import type { Issue } from '../../../../dsl/core/issue.ts'
import { executable, launched } from '../../../web/chromium.ts'
import { attack, hostile, watched } from './hostile.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-report-'))
const at = (name: string): string => join(folder, name)
const size = { width: 200, height: 100 }
/** Of each image: its name, and whether it is a picture that may be read. */
const files = [`"><img src=x onerror=${attack}>.png`, '../outside.png', `javascript:${attack}`, '<script>.png', 'missing.png']
const block = [50, 20, 40, 30] as const
const lost = [120, 60, 16, 8] as const

const painted = (): Promise<Buffer> => {
  const inside = (i: number): boolean => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)]
    return x >= block[0] && x < block[0] + block[2] && y >= block[1] && y < block[1] + block[3]
  }
  const data = Buffer.from(Array.from({ length: size.width * size.height }, (_, i) => (inside(i) ? [255, 0, 0] : [0, 0, 90])).flat())
  return sharp(data, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer()
}

const made: { warnings: readonly Issue[]; html: string; browser?: Browser; page?: Page; errors: string[]; requests: string[] } = {
  warnings: [],
  html: '',
  errors: [],
  requests: [],
}
interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const page = (): Page => made.page ?? expect.fail('no page')

beforeAll(async () => {
  const images = files.map((file_name, i) => ({ id: i + 1, file_name, ...size }))
  const categories = hostile.map((name, i) => ({ id: i + 1, name }))
  const annotations = files.flatMap((_, i) => [
    { image_id: i + 1, category_id: 1, bbox: block },
    { image_id: i + 1, category_id: 2 + i, bbox: lost },
  ])
  const found = files.flatMap((_, i) => [
    { image_id: i + 1, category_id: 1, bbox: block, score: 0.9 },
    { image_id: i + 1, category_id: 3, bbox: [10, 70, 12, 12], score: 0.95 - 0.01 * i },
    { image_id: i + 1, category_id: 8, bbox: [block[0] + 1, block[1], block[2], block[3]], score: 0.92 },
  ])
  writeFileSync(at('truth.json'), JSON.stringify({ images, categories, annotations: annotations.map((a, id) => ({ ...a, id: id + 1 })) }))
  writeFileSync(at('<img src=x onerror=hack>.json'), JSON.stringify(found))
  writeFileSync(at(files[0] ?? ''), await painted())
  writeFileSync(at('<script>.png'), 'no picture')
  const html = at('report.html')
  const options = {
    groundTruth: at('truth.json'),
    detections: at('<img src=x onerror=hack>.json'),
    protocol: 'aitod',
    html,
    images: folder,
    bootstrap: '5',
  }
  const result = await evaluateFiles(options)()
  made.warnings = E.isRight(result) ? result.right.warnings : expect.fail(JSON.stringify(result.left))
  made.html = readFileSync(html, 'utf8')
  if (executable === undefined) return
  made.browser = await launched(false)
  Object.assign(made, await watched(made.browser, html))
})
afterAll(async () => {
  await made.browser?.close()
  rmSync(folder, { recursive: true })
})

describe('a report', () => {
  it('says which pictures it could not show, and reads none outside of its folder', () => {
    expect(made.warnings.map(({ code }) => code).sort()).toEqual(
      [
        'evaluate: few images',
        'evaluate: rare classes',
        'data: file outside its folder',
        'data: missing image',
        'data: missing image',
        'image: broken',
      ].sort(),
    )
    expect(made.html.match(/data:image\/jpeg/g)).toHaveLength(1)
  })
  it('has a dash, and no range, where there is nothing to measure', () => {
    expect(made.html).toContain('<small>–</small>')
    expect(made.html).not.toContain('– to –')
  })
  it('holds no program, no address but of pictures inside it, and no style but its own', () => {
    expect(made.html).not.toMatch(/<(script|iframe|object|embed|link|base|form|img(?! alt="[^"<>]*" src="data:image\/jpeg;base64,))/i)
    expect(made.html.match(/<style>/g)).toHaveLength(1)
    for (const [tag] of made.html.matchAll(/<[a-z][^>]*>/gi)) expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\s(on\w+|style|href)=/i)
  })
})

describe.skipIf(executable === undefined)('a report in Chromium', () => {
  it('runs nothing, asks for nothing, and breaks no rule of its policy', async () => {
    expect(await page().evaluate('globalThis.hacked === undefined')).toBe(true)
    expect(await page().locator('script').count()).toBe(0)
    expect(made.errors).toEqual([])
    expect(made.requests.filter((url) => !/^(file|data):/.test(url))).toEqual([])
  })
  it('would be kept from running what got in all the same', async () => {
    await page().evaluate(`{
      const s = document.createElement('script')
      s.textContent = 'globalThis.kept = false'
      document.body.append(s)
      const i = document.createElement('img')
      i.src = 'https://example.org/x.png'
      document.body.append(i)
    }`)
    expect(await page().evaluate('globalThis.kept === undefined')).toBe(true)
    expect(made.errors.filter((e) => e.includes('Content Security Policy'))).toHaveLength(2)
  })
  it('shows names as they are', async () => {
    const shown = await page().locator('#classes tbody th').allTextContents()
    expect(shown).toEqual(hostile.map((name) => name.replace(/[\u202e\0]/g, '\ufffd')))
    expect(await page().textContent('h1')).toBe('<img src=x onerror=hack>.json')
    expect((await page().locator('#worst figcaption b').allTextContents()).sort()).toEqual([...files].sort())
  })
  it('draws boxes where they are, on the picture or on a plain ground', async () => {
    const frames = page().locator('#worst .frame')
    expect(await frames.count()).toBe(files.length)
    expect(await frames.locator('img').count()).toBe(1)
    for (let i = 0; i < files.length; i++) {
      const [whole, placed] = await page().evaluate<readonly [Rectangle, Readonly<Record<string, Rectangle>>]>(`(() => {
        const frame = document.querySelectorAll('#worst .frame')[${i}]
        const drawn = (e) => {
          const { x, y, width, height } = e.getBBox()
          const { a, d, e: dx, f: dy } = e.getScreenCTM()
          return { x: x * a + dx, y: y * d + dy, width: width * a, height: height * d }
        }
        const kinds = ['hit', 'miss', 'Bkg'].map((kind) => [kind, drawn(frame.querySelector('.box.k-' + kind))])
        return [frame.getBoundingClientRect().toJSON(), Object.fromEntries(kinds)]
      })()`)
      const by = whole.width / size.width
      expect(whole.height / by).toBeCloseTo(size.height, 0)
      for (const [kind, expected] of [
        ['hit', block],
        ['miss', lost],
        ['Bkg', [10, 70, 12, 12]],
      ] as const) {
        const { x, y, width, height } = placed[kind] ?? expect.fail('no box')
        const got = [(x - whole.x) / by, (y - whole.y) / by, width / by, height / by]
        expected.forEach((v, k) => expect(Math.abs(v - (got[k] ?? NaN)), kind).toBeLessThan(0.6))
      }
    }
    const said = await page().locator('#worst .box.k-Cls title').first().textContent()
    expect(said).toBe(`Cls: ${hostile[7] ?? ''}, score 0.9200, is ${hostile[0] ?? ''}`)
  })
  it('has the picture’s own pixels under the box', async () => {
    const shot = await page().locator('#worst .frame:has(img)').screenshot()
    const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const by = info.width / size.width
    const colourAt = (x: number, y: number): readonly number[] => {
      const i = 3 * (Math.round(y * by) * info.width + Math.round(x * by))
      return [...data.subarray(i, i + 3)]
    }
    const [red = 0, , blue = 0] = colourAt(block[0] + block[2] / 2, block[1] + block[3] / 2)
    expect(red).toBeGreaterThan(200)
    expect(blue).toBeLessThan(60)
    const [, , sea = 0] = colourAt(block[0] - 8, block[1] + block[3] / 2)
    expect(sea).toBeGreaterThan(60)
  })
  it('hides a kind on request', async () => {
    const isShown = (kind: string): Promise<boolean> =>
      page().evaluate<boolean>(`getComputedStyle(document.querySelector('#worst .boxes .g-${kind}')).display !== 'none'`)
    expect([await isShown('miss'), await isShown('hit')]).toEqual([true, true])
    await page().locator('#show-miss').uncheck()
    expect([await isShown('miss'), await isShown('hit')]).toEqual([false, true])
    await page().locator('#show-miss').check()
  })
  it('can be read in the dark and in the light, and on a telephone', async () => {
    const light = (colour: string): number => (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, v) => sum + Number(v), 0) / 3
    for (const colorScheme of ['dark', 'light'] as const) {
      await page().emulateMedia({ colorScheme })
      const [ink, paper] = await page().evaluate<readonly [string, string]>(
        `[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]`,
      )
      expect(Math.abs(light(ink) - light(paper))).toBeGreaterThan(150)
      expect(light(paper) > light(ink)).toBe(colorScheme === 'light')
    }
    await page().setViewportSize({ width: 380, height: 800 })
    expect(await page().evaluate('document.documentElement.scrollWidth <= 380')).toBe(true)
  })
})
