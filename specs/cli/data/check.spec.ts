import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { files } from '../../stdlib/data/check/folder.ts'
import { shared } from '../../stdlib/data/shared.ts'
import { called, coco, defects, json, png, told, writeSets } from './checked.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-data-check-'))
beforeAll(() => writeSets(at))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

describe('fovea data check', () => {
  it('finds nothing in good data, and ends with 0', async () => {
    expect(await called(at('good'))).toMatchObject({
      code: 0,
      err: '',
      out: `${at('good')}:\n  train  coco  1 image  1 box\n  valid  coco  1 image  1 box\n\n0 fatal, 0 wrong, 0 odd\n`,
    })
  })
  it('finds every defect once, at its file and record, and ends with 1', async () => {
    const found = await json(at('bad'))
    expect(told(found).sort()).toEqual([...defects].sort())
    expect(found.faults.filter(({ severity }) => severity === 'fatal').every(({ training }) => training === 'refused')).toBe(true)
    expect(found.counts).toMatchObject({ fatal: 4, wrong: 4 })
    expect(found.splits).toMatchObject([
      { name: 'train', images: 7, boxes: 6 },
      { name: 'valid', images: 1, boxes: 1 },
    ])
    expect((await called(at('bad'))).code).toBe(1)
  })
  it('tells each kind with its count, what becomes of it, and the first records', async () => {
    const { out } = await called(at('bad'))
    expect(out).toMatch(/^fatal +missing image +1 +0 +1$/m)
    expect(out).toContain('wrong: box of no size, 1 (training: left out; --fix: the record is left out)\n')
    expect(out).toContain('4 fatal, 4 wrong, ')
  })
  it('lists all of many where asked for', async () => {
    const boxes = Array.from({ length: 9 }, () => [1, [2, 2, 0, 5]] as const)
    await files(at('many'), { 'a.json': coco([[1, 'a.png']], boxes) })
    const shown = async (all: boolean) => (await called(join(at('many'), 'a.json'), { images: false, all })).out.match(/annotations \/ \d/g)
    expect(await shown(false)).toHaveLength(3)
    expect(await shown(true)).toHaveLength(9)
  })
  it('stays within a narrow terminal, but for paths', async () => {
    const { out } = await called(at('bad'), {}, { columns: 40 })
    const long = out.split('\n').filter((line) => line.length > 40 && !line.split(' ').some((word) => word.length > 32))
    expect(long).toEqual([])
  })
  it('with --quick does not decode, and with --no-images does not look', async () => {
    const quick = await json(at('bad'), { quick: true })
    expect(told(quick).sort()).toEqual(defects.filter((d) => !/unreadable|another size|two splits/.test(d)).sort())
    const none = await json(at('bad'), { images: false })
    expect(told(none).sort()).toEqual(defects.filter((d) => !/unreadable|another size|two splits|missing/.test(d)).sort())
  })
  it('takes one file, and images from elsewhere', async () => {
    const alone = join(at('good'), 'valid.json')
    expect((await json(alone)).splits).toMatchObject([{ name: 'valid', images: 1 }])
    expect(told(await json(alone, { images: at('bad') }))).toEqual(['valid missing image a.png'])
    expect(told(await json(at('good'), { images: at('good') }))).toEqual([])
    expect((await called(at('good'), { from: 'cooc' })).issues).toMatchObject([expect.stringContaining('there is no format `cooc`')])
  })
  it('tells a split that cannot be read beside those that can', async () => {
    cpSync(at('good'), at('half'), { recursive: true })
    writeFileSync(join(at('half'), 'valid.json'), '{"images": [')
    const found = await json(at('half'))
    expect(told(found)).toEqual(['valid no JSON'])
    expect((await called(at('half'))).code).toBe(1)
    expect((await called(at('half'), { fix: at('half-fixed') })).issues).toHaveLength(1)
    expect(existsSync(at('half-fixed'))).toBe(false)
  })
  it('refuses a path that is not there, and options that contradict each other', async () => {
    expect((await called(at('nowhere'))).issues).toEqual(['file: missing: there is no such file'])
    expect((await called(at('good'), { fix: at('x'), quick: true })).issues[0]).toContain('--quick')
    expect((await called(at('good'), { linkImages: true })).issues[0]).toContain('--link-images')
  })
  it('says how to check annotations without their images, where none is there', async () => {
    await files(at('lone'), {
      'a.json': coco(
        [
          [1, 'a.png'],
          [2, 'b.png'],
        ],
        [[1, [1, 1, 4, 5]]],
      ),
    })
    const way = async (images?: string) =>
      (await called(join(at('lone'), 'a.json'), images === undefined ? {} : { images })).out.includes('--no-images')
    expect([await way(), await way(at('nowhere'))]).toEqual([true, true])
    await files(at('lone'), { 'b.png': png(1) })
    expect(await way()).toBe(false)
  })
  it('says how far it is on a terminal', async () => {
    const { err } = await called(at('bad'), {}, { live: true })
    expect(err).toMatch(/\r\u001b\[K\d of 8 images, [\d.]+ a second, \d s left/)
    expect(err.endsWith('\r\u001b[K')).toBe(true)
  })
})

const seals = shared('data/seals')
describe('real data', () => {
  it.skipIf(seals.absent)('seals has three photographs twice, under two names', async () => {
    const found = await json(seals.path)
    expect(found.counts).toMatchObject({ fatal: 0, wrong: 3 })
    expect(told(found).map((one) => one.split(' ').slice(0, 6).join(' '))).toEqual([
      'train picture twice in a split',
      'train picture twice in a split',
      'valid picture twice in a split',
    ])
  })
})
