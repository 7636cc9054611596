import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shared } from '../../stdlib/data/shared.ts'
import { writeDataFolder } from '../training/folder.ts'
import { codeOf, inspected } from './said.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() =>
  writeDataFolder(
    folder,
    [
      { id: 4, name: 'ship' },
      { id: 9, name: '\u001b[31mred' },
    ],
    { train: 3, valid: 1 },
  ),
)

interface Json {
  readonly boxes: number
  readonly ignored: number
  readonly crowds: number
  readonly images: number
  readonly sizes: readonly { readonly name: string; readonly from: number; readonly to: number | null; readonly count: number }[]
  readonly perImage: readonly { readonly count: number }[]
  readonly classes: readonly { readonly name: string; readonly boxes: number }[]
}
const json = async (path: string): Promise<Json> => JSON.parse((await inspected(path, { json: true })).out) as Json
const sum = (values: readonly { readonly count: number }[]): number => values.reduce((n, { count }) => n + count, 0)

describe('data inspect', () => {
  it('tells what is there, in plain text that fits the terminal', async () => {
    for (const columns of [40, 60, 200, Infinity]) {
      const { result, out, warned } = await inspected(join(folder, 'train.json'), {}, columns)
      expect([result, warned]).toEqual([E.right(0), []])
      const lines = out.split('\n')
      expect(Math.max(...lines.slice(1).map((line) => [...line].length))).toBeLessThanOrEqual(Math.max(36, Math.min(80, columns)))
      expect(out).toMatch(/^ {2}3 images, none of them without boxes$/m)
      expect(out).toMatch(/tiny, 8–16 px +3 +100\.0 % █/)
      expect(out).toMatch(/^ {2}ship +2 /m)
      expect(out).toContain('¿[31mred')
      expect(out).not.toContain('\u001b')
    }
  })

  it('sums the splits of a folder, with a line for each, and has a sheet of each on the page', async () => {
    const { result, out } = await inspected(folder, { html: join(folder, 'splits.html') }, 80)
    expect(result).toEqual(E.right(0))
    expect(out).toContain('  train: 3 images, 3 boxes to learn, 0 ignored\n  valid: 1 image, 1 box to learn, 0 ignored\n  4 images')
    const page = readFileSync(join(folder, 'splits.html'), 'utf8')
    expect(page.match(/<h1>Contact sheet: \w+/g)).toEqual(['<h1>Contact sheet: train', '<h1>Contact sheet: valid'])
    expect(JSON.parse((await inspected(folder, { json: true })).out)).toMatchObject({
      images: 4,
      boxes: 4,
      splits: [
        { name: 'train', format: 'coco', images: 3, boxes: 3 },
        { name: 'valid', images: 1 },
      ],
    })
  })

  it('speaks JSON whose histograms add up', async () => {
    const s = await json(join(folder, 'train.json'))
    expect([s.images, s.boxes, sum(s.sizes), sum(s.perImage)]).toEqual([3, 3, 3, 3])
    expect(s.sizes.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 8],
      [8, 16],
      [16, 32],
      [32, null],
    ])
    expect(s.classes.map(({ boxes }) => boxes)).toEqual([2, 1])
  })

  it('writes a page beside it, and never over a file', async () => {
    const html = join(folder, 'out.html')
    expect((await inspected(join(folder, 'train.json'), { html })).result).toEqual(E.right(0))
    const text = readFileSync(html, 'utf8')
    expect(text.match(/<figure/g)).toHaveLength(9)
    expect(codeOf(await inspected(join(folder, 'train.json'), { html }))).toBe('output: something is there')
    expect(readFileSync(html, 'utf8')).toBe(text)
  })

  it('writes the same page for the same seed, and another for another', async () => {
    const page = async (seed: string, name: string): Promise<string> => {
      await inspected(join(folder, 'train.json'), { html: join(folder, name), seed })
      return readFileSync(join(folder, name), 'utf8')
    }
    expect(await page('1', 'a.html')).toBe(await page('1', 'b.html'))
    expect(await page('5', 'c.html')).not.toBe(await page('1', 'd.html'))
  })

  it('says on the page that images are missing, and does without them', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'fovea-inspect-alone-'))
    const [file, html] = [join(alone, 'x.json'), join(alone, 'x.html')]
    writeFileSync(file, readFileSync(join(folder, 'train.json')))
    expect((await inspected(file, { html })).result).toEqual(E.right(0))
    expect(readFileSync(html, 'utf8')).toMatch(/3 images could not be shown.*0\.png/)
    rmSync(alone, { recursive: true })
  })

  it('refuses what is not there, an unknown format and a seed that is no number', async () => {
    expect((await inspected(join(folder, 'none.json'))).result._tag).toBe('Left')
    expect(codeOf(await inspected(folder, { from: 'cocoa' }))).toBe('data: format')
    expect(codeOf(await inspected(join(folder, 'train.json'), { seed: 'x' }))).toBe('inspect: number')
    expect(existsSync(join(folder, 'none.html'))).toBe(false)
  })

  const coco = shared('data/formats/coco/instances_val2017.json')
  it.skipIf(coco.absent)('counts real boxes of COCO: 382, of which 5 crowds are not learned', async () => {
    const s = await json(coco.path)
    expect([s.images, s.boxes + s.ignored, s.crowds, s.ignored]).toEqual([50, 382, 5, 5])
    expect([sum(s.sizes), sum(s.perImage)]).toEqual([377, 50])
  })

  const seals = shared('data/seals/train.json')
  it.skipIf(seals.absent)('counts real seals: 10,365 in 420 images, at most 107 in one', async () => {
    const { out } = await inspected(seals.path)
    expect(out).toContain('420 images')
    expect(out).toContain('10,365 boxes')
    expect(out).toMatch(/boxes an image: 14 to 107, median 21/)
  })
})
