import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { inspected } from '../cli/data/said.ts'
import { writePicture } from '../cli/training/folder.ts'
import { executable, launched } from './chromium.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-inspect-page-'))
afterAll(() => rmSync(folder, { recursive: true }))

const attack = 'globalThis.hacked=true'
const classes = [
  `<img src=x onerror="${attack}">`,
  `</title></style><script>${attack}</script>`,
  `" onload="${attack}" x="`,
  `\u202eevil\u0000 &lt;b&gt;`,
]
const files = [`<img src=x onerror=${attack}>.png`, `a' onmouseover='${attack}.png`, 'plain.png', '"><svg onload=1>.png', 'gone <b>.png']
const size = { width: 300, height: 200 }

const writeSet = async (): Promise<string> => {
  await Promise.all(files.slice(0, 4).map((name) => writePicture(join(folder, name), size.width, size.height)))
  const categories = classes.map((name, i) => ({ id: i + 1, name }))
  const images = files.map((file_name, i) => ({ id: i + 1, file_name, ...size }))
  const boxes = files.flatMap((_, i) =>
    classes.map((__, c) => ({
      id: 10 * i + c + 1,
      image_id: i + 1,
      category_id: c + 1,
      bbox: [20 * c, 10, 5 + i, 6],
      iscrowd: c === 3 ? 1 : 0,
    })),
  )
  const file = join(folder, `set <script>${attack}<\u2044script>.json`)
  writeFileSync(file, JSON.stringify({ images, annotations: boxes, categories }))
  return file
}

describe.skipIf(executable === undefined)('the page of data inspect', () => {
  it('shows pictures with their boxes in place, runs nothing, loads nothing, and takes names for text', async () => {
    const html = join(folder, 'page.html')
    expect((await inspected(await writeSet(), { html })).result).toEqual(E.right(0))
    const browser = await launched(false)
    try {
      const page = await browser.newPage({ viewport: { width: 900, height: 900 } })
      const [requests, errors]: [string[], string[]] = [[], []]
      page.on('request', (request) => requests.push(request.url()))
      page.on('pageerror', (e) => errors.push(e.message))
      page.on('console', (message) => (message.type() === 'error' ? errors.push(message.text()) : undefined))
      await page.goto(pathToFileURL(html).href)
      expect(await page.evaluate('globalThis.hacked === undefined')).toBe(true)
      expect(await page.evaluate('document.scripts.length')).toBe(0)
      expect(errors).toEqual([])
      expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([])
      // Four of each kind, as one image is missing; each is a picture that was decoded.
      expect(await page.evaluate('[...document.images].map((i) => i.naturalWidth > 0)')).toEqual(Array.from({ length: 12 }, () => true))
      const text = (await page.textContent('body')) ?? ''
      for (const name of [...classes.slice(0, 3), ...files.slice(0, 4)]) expect(text).toContain(name)
      expect(text).toMatch(/1 image could not be shown.*gone <b>\.png/)
      // The first box of the first whole picture, at 0 to 5 + i of 300 pixels from the left and 10 to 16 of 200 from the top.
      const place = await page.evaluate(`(() => {
        const frame = document.querySelector('.whole .frame')
        const [picture, box] = [frame.querySelector('img').getBoundingClientRect(), frame.querySelectorAll('rect')[1].getBoundingClientRect()]
        return [(box.left - picture.left) / picture.width * 300, (box.top - picture.top) / picture.height * 200, box.height / picture.height * 200]
      })()`)
      const [left = NaN, top = NaN, height = NaN] = place as readonly number[]
      expect(Math.abs(left - 20) + Math.abs(top - 10) + Math.abs(height - 6)).toBeLessThan(1.5)
    } finally {
      await browser.close()
    }
  })
})
