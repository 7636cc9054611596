import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixTo } from '../../../cli/data/check-fix.ts'
import { object, one } from '../../stdlib/data/check/datasets.ts'
import { files, noise } from '../../stdlib/data/check/folder.ts'
import { called, coco, contents, defects, json, told, writeSets } from './checked.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-data-check-'))
beforeAll(() => writeSets(at))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

describe('fovea data check --fix', () => {
  it('writes a copy in which nothing is fatal or wrong, and leaves the original as it was', async () => {
    const before = contents(at('bad'))
    const { code, out } = await called(at('bad'), { fix: at('fixed') })
    expect(code).toBe(0)
    expect(out).toContain(`A corrected copy is in ${at('fixed')}: 8 changes, each in ${join(at('fixed'), 'changes.jsonl')}\n`)
    expect(contents(at('bad'))).toEqual(before)
    const again = await json(at('fixed'))
    expect(told(again)).toEqual([])
    expect(again.splits).toMatchObject([
      { name: 'train', images: 2, boxes: 2 },
      { name: 'valid', images: 1, boxes: 1 },
    ])
    expect(Object.keys(contents(at('fixed')))).toEqual([
      'changes.jsonl',
      'train.json',
      'train/a.png',
      'train/also.png',
      'valid.json',
      'valid/x.png',
    ])
    expect(contents(join(at('fixed'), 'train'))['a.png']).toBe(before['train/a.png'])
  })
  it('logs every change with file, record, before and after', () => {
    const lines = readFileSync(join(at('fixed'), 'changes.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const log = lines.map((line) => JSON.parse(line) as { split: string; at: string[]; kind: string; before: object; after: object | null })
    expect(log.map(({ split, at: place, kind }) => [split, kind.replace('data: ', ''), ...place.slice(1)].join(' ')).sort()).toEqual(
      [...defects].sort(),
    )
    expect(log.find(({ kind }) => kind === 'data: box of no size')).toMatchObject({
      at: [join(at('bad'), 'train.json'), 'annotations', '2'],
      before: { image: 'a.png', class: 'ship', box: [2, 2, 2, 7] },
      after: null,
    })
    expect(log.find(({ kind }) => kind === 'data: image listed twice')).toMatchObject({ before: { id: 5 }, after: { id: 1 } })
  })
  it('changes nothing in good data', async () => {
    expect((await called(at('good'), { fix: at('good-copy') })).code).toBe(0)
    expect(readFileSync(join(at('good-copy'), 'changes.jsonl'), 'utf8')).toBe('')
    for (const split of ['train', 'valid']) {
      const read = (folder: string): unknown => JSON.parse(readFileSync(join(folder, `${split}.json`), 'utf8'))
      expect(read(at('good-copy'))).toEqual(read(at('good')))
    }
    const pictures = (folder: string) => Object.entries(contents(folder)).filter(([name]) => name.endsWith('.png'))
    expect(pictures(at('good-copy'))).toEqual(pictures(at('good')))
  })
  it('leaves out what could not be read, and logs it too', async () => {
    const json = JSON.parse(
      coco(
        [[1, 'a.png']],
        [
          [1, [1, 1, 4, 5]],
          [9, [1, 1, 4, 5]],
        ],
      ),
    ) as object
    await files(at('unread'), { 'train.json': JSON.stringify(json), 'train/a.png': noise(1).png().toBuffer() })
    expect((await called(at('unread'))).code).toBe(1)
    expect((await called(at('unread'), { fix: at('read') })).code).toBe(0)
    expect(JSON.parse(readFileSync(join(at('read'), 'changes.jsonl'), 'utf8'))).toMatchObject({
      split: 'train',
      at: [join(at('unread'), 'train.json'), 'annotations', '1', 'image_id'],
      what: 'left out',
      after: null,
    })
    expect((await called(at('read'))).code).toBe(0)
  })
  it('can link to the images instead', async () => {
    expect((await called(at('bad'), { fix: at('linked'), linkImages: true })).code).toBe(0)
    expect(told(await json(at('linked')))).toEqual([])
  })
  it('never writes over anything, nor into the original, nor through a link', async () => {
    mkdirSync(at('taken'))
    writeFileSync(join(at('taken'), 'mine.txt'), 'mine')
    symlinkSync(at('good'), at('link-to-good'))
    mkdirSync(at('empty'))
    mkdirSync(join(at('good'), 'deep', 'er'), { recursive: true })
    symlinkSync(at('empty'), at('link-to-empty'))
    const before = contents(root)
    for (const fix of [
      'taken',
      'good',
      'link-to-good',
      'link-to-empty',
      'good/new',
      'good/train/new',
      'good/deep/er/new',
      'link-to-good/new',
      'taken/mine.txt',
    ])
      expect((await called(at('good'), { fix: at(fix) })).issues, fix).toHaveLength(1)
    expect(contents(root)).toEqual(before)
    expect(readdirSync(root).filter((name) => name.includes('.part-'))).toEqual([])
    expect((await called(at('good'), { fix: at('empty') })).code).toBe(0)
  })
  it('copies a file once whose parts are several images', async () => {
    const [first] = one([object()], { size: { width: 8, height: 5 }, corner: [0, 0, 8, 5] }).images
    const second = one([object()], { id: 2, size: { width: 8, height: 5 }, corner: [8, 0, 16, 5] }).images
    const dataset = { ...one([]), folder: join(at('good'), 'train'), images: [...(first === undefined ? [] : [first]), ...second] }
    const checked = [{ name: 'train', from: 'train.json', dataset, read: [], found: [], files: [] }]
    const world = { err: () => undefined, live: false, now: () => 0 }
    expect(await fixTo(world, at('parts-fixed'), { path: at('good') })(checked)()).toMatchObject(E.right({ changes: 0 }))
    expect((await json(at('parts-fixed'))).splits).toMatchObject([{ images: 2, boxes: 2 }])
    expect(told(await json(at('parts-fixed')))).toEqual([])
  })
  it('writes nothing where an image goes missing meanwhile', async () => {
    const dataset = { ...one([object()], { file: 'gone.png' }), folder: join(at('good'), 'train') }
    const checked = [{ name: 'train', from: 'train.json', dataset, read: [], found: [], files: [] }]
    const world = { err: () => undefined, live: false, now: () => 0 }
    expect(await fixTo(world, at('gone-fixed'), { path: at('good') })(checked)()).toMatchObject(E.left({ code: 'data: missing image' }))
    expect(existsSync(at('gone-fixed'))).toBe(false)
    expect(readdirSync(root).filter((name) => name.includes('.part-'))).toEqual([])
  })
  it('writes nothing where nothing is left', async () => {
    await files(at('lost'), { 'train.json': coco([[1, 'a.png']], [[1, [1, 1, 2, 2]]]), 'train/b.png': '' })
    expect((await called(at('lost'), { fix: at('lost-fixed') })).issues[0]).toContain('no image of train is left')
    expect(existsSync(at('lost-fixed'))).toBe(false)
  })
})
