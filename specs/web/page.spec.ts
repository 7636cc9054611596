import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import type { Browser, Page } from 'playwright-core'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detect } from '../../cli/detect.ts'
import { exportRun } from '../../cli/export.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import { trainedRun } from '../cli/training/run.ts'
import { tiny } from '../cli/training/tiny.ts'
import { executable, launched, saysOf, settled } from './chromium.ts'
import { detectionsIn } from '../stdlib/eval/from-json.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-page-'))
const [run, site] = [join(folder, 'run'), join(folder, 'site')]
const attack = 'globalThis.hacked = true'
const classes = [
  { id: 4, name: `<img src=x onerror="${attack}">` },
  { id: 9, name: `</script><script>${attack}</script>` },
]

/** A blot on a gradient, so that every way to turn, resize or colour it gives other numbers. */
const blot = (): Sharp => {
  const [width, height] = [70, 52]
  const data = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
      return Math.hypot(x - 20, y - 30) < 11 ? 40 + 80 * (i % 3) : (x * 2 + y + 30 * (i % 3)) % 256
    }),
  )
  return sharp(data, { raw: { width, height, channels: 3 } })
}
/** Of all opacities, colours behind full transparency too. */
const transparent = (): Sharp =>
  blot().joinChannel(Buffer.from(Array.from({ length: 70 * 52 }, (_, i) => (i * 37) % 256)), {
    raw: { width: 70, height: 52, channels: 1 },
  })

const made = async (name: string, picture: Sharp): Promise<string> => {
  const file = join(folder, name)
  await picture.toFile(file)
  return file
}

const byCommandLine = async (image: string): Promise<readonly Detection[]> => {
  const got = { out: '' }
  const world = { out: (text: string) => (got.out += text), err: () => undefined, warn: () => undefined, live: false, now: () => 0 }
  expect(await detect(world)({ target: 'tfjs:wasm', run, images: [image], json: '-' })()).toEqual(E.right(0))
  return detectionsIn(JSON.parse(got.out))
}

/** The largest difference of any number of two lists of detections. */
const apart = (a: readonly Detection[], b: readonly Detection[]): number => {
  const numbers = (all: readonly Detection[]): readonly number[] =>
    all.flatMap(({ category_id, bbox, score }) => [category_id, ...bbox, score])
  const [x, y] = [numbers(a), numbers(b)]
  return x.length === y.length ? Math.max(...x.map((v, i) => Math.abs(v - (y[i] ?? NaN)))) : Infinity
}

const shown = async (page: Page): Promise<readonly Detection[]> => {
  return detectionsIn(JSON.parse((await page.textContent('#results')) ?? ''))
}

interface Visited {
  readonly page: Page
  readonly requests: readonly string[]
  readonly errors: readonly string[]
}

const visit = async (browser: Browser, hash = ''): Promise<Visited> => {
  const page = await browser.newPage()
  const [requests, errors]: [string[], string[]] = [[], []]
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (e) => errors.push(e.message))
  page.on('console', (message) => (message.type() === 'error' ? errors.push(message.text()) : undefined))
  await page.goto(`${pathToFileURL(join(site, 'index.html')).href}${hash}`)
  await settled(page)
  return { page, requests, errors }
}

describe.skipIf(executable === undefined)('an exported page', () => {
  beforeAll(async () => {
    const e = tiny({ classes })
    await trainedRun(run, { ...e, input: { ...e.input, resize: 'keep-ratio' }, test: { ...e.test, scoreThreshold: 0.01 } })
    expect(await exportRun({ out: () => undefined, warn: () => undefined })(run, site)()).toEqual(E.right(0))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  describe('on wasm', () => {
    const opened: { browser?: Browser; visited?: Visited } = {}
    const here = (): Visited => opened.visited ?? expect.fail('no page')
    beforeAll(async () => {
      opened.browser = await launched(false)
      opened.visited = await visit(opened.browser)
    })
    afterAll(() => opened.browser?.close())

    it.each([
      ['a PNG', () => made('plain.png', blot())],
      ['of all opacities', () => made('alpha.webp', transparent().webp({ lossless: true, exact: true }))],
      [
        'a JPEG that EXIF turns, with a colour profile',
        () => made('turned.jpg', blot().withIccProfile('p3').withMetadata({ orientation: 6 }).jpeg()),
      ],
    ])('finds what the command line finds: %s', async (_, picture) => {
      const file = await picture()
      expect(await saysOf(here().page, file)).toMatch(new RegExp(`^${basename(file)}: \\d+ detections above 0.01, computed on tfjs:wasm$`))
      const expected = await byCommandLine(file)
      expect(expected.length).toBeGreaterThan(0)
      expect(apart(await shown(here().page), expected)).toBeLessThan(1e-3)
    })

    it.each([
      ['CMYK', () => made('cmyk.jpg', blot().toColourspace('cmyk').jpeg()), 'image: CMYK'],
      ['TIFF', () => made('scan.tif', blot().tiff()), 'image: unknown format'],
      [
        'a file that ends too early',
        async () => {
          const [whole, cut] = [await made('whole.jpg', blot().jpeg()), join(folder, 'cut.jpg')]
          writeFileSync(cut, readFileSync(whole).subarray(0, 500))
          return cut
        },
        'image: broken',
      ],
    ])('refuses what it would read in another way, and shows nothing of the last one: %s', async (_, picture, code) => {
      const { page } = here()
      expect(await saysOf(page, await picture())).toContain(code)
      expect([await page.textContent('#results'), await page.textContent('#counts'), await page.locator('#drawn *').count()]).toEqual([
        '',
        '',
        0,
      ])
    })

    it('takes a picture that is dropped, and draws the boxes over it', async () => {
      const { page } = here()
      const bytes = readFileSync(await made('dropped.png', blot())).toString('base64')
      await page.evaluate(`{
        const files = new DataTransfer()
        files.items.add(new File([Uint8Array.from(atob('${bytes}'), (c) => c.charCodeAt(0))], 'dropped.png'))
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }))
      }`)
      await page
        .locator('#says')
        .filter({ hasText: /^dropped.png: / })
        .waitFor()
      await expect.poll(() => page.evaluate(`document.querySelector('#drawn img').naturalWidth`)).toBe(700)
      expect(await page.locator('#drawn canvas').count()).toBe(1)
    })

    it('takes the names of classes and files for text, not for what they say', async () => {
      const { page, errors, requests } = here()
      const picture = await made(`<img src=x onerror='${attack.replaceAll(' ', '')}'>.png`.replaceAll('/', ''), blot())
      expect(await saysOf(page, picture)).toContain('<img src=x')
      expect(await page.textContent('#counts')).toContain(classes[1]?.name)
      expect(await page.evaluate('globalThis.hacked === undefined')).toBe(true)
      expect(errors).toEqual([])
      expect(requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([])
    })
  })

  it('finds the same on WebGPU', async () => {
    const browser = await launched(true)
    try {
      const { page, errors } = await visit(browser, '#target=tfjs:webgpu')
      const file = await made('gpu.png', blot())
      expect(await saysOf(page, file)).toContain('computed on tfjs:webgpu')
      expect(apart(await shown(page), await byCommandLine(file))).toBeLessThan(1e-3)
      expect(errors).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
