import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateFiles } from '../../../../cli/evaluate.ts'
import { executable, launched } from '../../../web/chromium.ts'
import { attack, hostile, type Watched, watched } from './hostile.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-compared-'))
const at = (name: string): string => join(folder, name)
/** Names of files, in which no slash can be. */
const names = [`A"><img src=x onerror=${attack}>.json`, `B'><svg onload=${attack}>.json`] as const
const truth = `<script>${attack}<script>.json`
const made: { html: string; browser?: Browser; watched?: Watched } = { html: '' }
const opened = (): Watched => made.watched ?? expect.fail('no page')

beforeAll(async () => {
  const images = Array.from({ length: 6 }, (_, i) => ({ id: i + 1, file_name: `"><script>${attack}</script>${i}.png` }))
  const categories = hostile.map((name, i) => ({ id: i + 1, name }))
  const objects = images.flatMap(({ id }) => categories.map((c, i) => ({ image_id: id, category_id: c.id, bbox: [20 * i, 0, 10, 10] })))
  writeFileSync(at(truth), JSON.stringify({ images, categories, annotations: objects.map((o, i) => ({ id: i + 1, ...o })) }))
  writeFileSync(at(names[0]), JSON.stringify(objects.flatMap((o, i) => (i % 3 === 0 ? [] : [{ ...o, score: 0.5 }]))))
  writeFileSync(at(names[1]), JSON.stringify(objects.map((o) => ({ ...o, score: 0.5 }))))
  const html = at('page.html')
  const options = { groundTruth: at(truth), compare: names.map(at), protocol: 'aitod', html, bootstrap: '60' }
  const result = await evaluateFiles(options)()
  if (E.isLeft(result)) expect.fail(JSON.stringify(result.left))
  made.html = readFileSync(html, 'utf8')
  if (executable === undefined) return
  made.browser = await launched(false)
  made.watched = await watched(made.browser, html)
})
afterAll(async () => {
  await made.browser?.close()
  rmSync(folder, { recursive: true })
})

describe('a page of two results', () => {
  it('holds no program, no picture, no address, and no style but its own', () => {
    expect(made.html).not.toMatch(/<(script|iframe|object|embed|link|base|form|img)/i)
    expect(made.html.match(/<style>/g)).toHaveLength(1)
    // Two of differences, one of curves and two swatches of its legend.
    expect(made.html.match(/<svg /g)).toHaveLength(5)
    for (const [tag] of made.html.matchAll(/<[a-z][^>]*>/gi)) expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\s(on\w+|style|href)=/i)
  })
})

describe.skipIf(executable === undefined)('a page of two results in Chromium', () => {
  it('runs nothing of hostile names of files and classes, asks for nothing, and breaks no rule of its policy', async () => {
    const { page, errors, requests } = opened()
    expect(await page.evaluate('globalThis.hacked === undefined')).toBe(true)
    expect(await page.locator('script, img').count()).toBe(0)
    expect(errors).toEqual([])
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([])
  })
  it('shows these names as they are written', async () => {
    const { page } = opened()
    expect(await page.locator('h1').textContent()).toBe(`${names[0]} and ${names[1]}`)
    expect(await page.locator('header p').textContent()).toContain(truth)
    expect(await page.locator('#verdict p').textContent()).toContain(`${names[1]} is better than ${names[0]}`)
    const titles = await page.locator('#classes g title').allTextContents()
    for (const name of hostile.slice(0, 6)) expect(titles.some((title) => title.startsWith(`${name}: `))).toBe(true)
  })
})
