import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { files, noise } from '../../stdlib/data/check/folder.ts'
import { shared } from '../../stdlib/data/shared.ts'
import { called, json, told } from './checked.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-check-formats-'))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)
const every = ['fatal', 'wrong', 'odd']

describe('the check of text formats', () => {
  it('tells VisDrone’s trailing commas and empty boxes at their lines', async () => {
    await files(at('visdrone'), {
      'annotations/a.txt': '1,1,4,5,1,4,0,0,\n2,3,0,5,1,1,0,0\n0,0,5,5,0,0,0,0\n1,1,4,5,1,4,0,0\n9,9,9\n',
      'images/a.jpg': noise(1).jpeg().toBuffer(),
    })
    expect(told(await json(at('visdrone'), { from: 'visdrone' }), ['fatal', 'wrong'])).toEqual([
      expect.stringMatching(/^visdrone .* 5$/),
      'visdrone box of no size line 2',
      'visdrone box twice line 4',
    ])
    const commas = told(await json(at('visdrone')), ['odd']).filter((one) => one.includes('comma'))
    expect(commas).toEqual([expect.stringMatching(/ 1$/)])
  })
  it('writes a corrected copy of them, in COCO’s format, with their regions of no class', async () => {
    const { code, out } = await called(at('visdrone'), { fix: at('visdrone-fixed') })
    expect(code).toBe(0)
    expect(out).not.toContain('regions of no class')
    expect(told(await json(at('visdrone-fixed')))).toEqual([])
  })
  it('finds pictures that YOLO’s splits share', async () => {
    await files(at('yolo'), {
      'labels/train/a.txt': '0 0.5 0.5 0.2 0.2\n',
      'labels/val/b.txt': '0 0.5 0.5 0.2 0.2\n0 0.5 0.5 0 0.2\n',
      'images/train/a.png': noise(1).png().toBuffer(),
      'images/val/b.png': noise(1).png().toBuffer(),
    })
    expect(told(await json(at('yolo')))).toEqual(['train picture in two splits a.png', 'val box of no size line 2'])
  })
  it('names the object of Pascal VOC’s XML', async () => {
    const box = (x2: number) =>
      `<object><name>ship</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>${String(x2)}</xmax><ymax>5</ymax></bndbox></object>`
    await files(at('voc'), {
      'annotations/a.xml': `<annotation><filename>a.png</filename><size><width>20</width><height>10</height></size>${box(6)}${box(6)}</annotation>`,
      'images/a.png': noise(1).png().toBuffer(),
    })
    expect(told(await json(at('voc')))).toEqual([expect.stringMatching(/^voc box twice object 2$/)])
  })
})

const visdrone = shared('data/formats/visdrone')
const dota = shared('data/formats/dota')
const cocoSample = shared('data/formats/coco')
const voc = shared('data/formats/voc')

describe('real data', () => {
  it.skipIf(visdrone.absent)('of VisDrone has nothing fatal or wrong, but for what is put there', async () => {
    const found = await json(visdrone.path)
    expect(found.splits).toMatchObject([{ images: 10 }])
    expect(told(found)).toEqual([])
    const name = '0000068_00460_d_0000002'
    const lines = readFileSync(join(visdrone.path, 'annotations', `${name}.txt`), 'utf8')
      .trimEnd()
      .split(/\r?\n/)
    const bad = [...lines.map((line) => `${line},`), '5,5,0,7,1,4,0,0', lines[0] ?? ''].join('\n')
    await files(at('mutated'), { [`annotations/${name}.txt`]: bad })
    cpSync(join(visdrone.path, 'images', `${name}.jpg`), join(at('mutated'), 'images', `${name}.jpg`))
    const mutated = await json(at('mutated'))
    expect(told(mutated)).toEqual([
      `mutated box of no size line ${String(lines.length + 1)}`,
      `mutated box twice line ${String(lines.length + 2)}`,
    ])
    expect(told(mutated, every).filter((one) => one.includes('comma'))).toHaveLength(lines.length)
  })
  it.skipIf(visdrone.absent)('of VisDrone’s validation set has one box of two classes, and no images here', async () => {
    const found = await json(join(visdrone.path, 'val'), { images: false })
    expect(told(found, every).filter((one) => one.includes('two classes'))).toHaveLength(1)
    expect(told(found)).toEqual([])
    expect(told(await json(join(visdrone.path, 'val'), { quick: true }))).toEqual(['val no such folder'])
  })
  it.skipIf(dota.absent)('of DOTA lacks the images that are not here', async () => {
    const found = told(await json(dota.path, { quick: true }), ['fatal', 'wrong'])
    expect(found.every((one) => one.startsWith('dota missing image P') || one.includes('unknown size'))).toBe(true)
    expect(found.filter((one) => one.includes('missing'))).toHaveLength(7)
  })
  it.skipIf(cocoSample.absent || voc.absent)('of COCO and Pascal VOC has nothing fatal or wrong', async () => {
    for (const { path } of [cocoSample, voc]) expect(told(await json(path))).toEqual([])
  })
})
