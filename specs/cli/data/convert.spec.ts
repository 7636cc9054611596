import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { convert } from '../../../cli/data/convert.ts'
import type { ConvertOptions } from '../../../cli/commands/data/convert.ts'
import { writePicture } from '../training/folder.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-convert-'))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)
const put = (name: string, text: string): void => {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), text)
}

const called = async (path: string, o: Partial<ConvertOptions> & Pick<ConvertOptions, 'to'>) => {
  const got = { out: '', warned: 0 }
  const world = { out: (text: string) => (got.out += text), warn: (issues: readonly unknown[]) => (got.warned += issues.length) }
  const found = await convert(world)(at(path), { out: at('unused'), ...o })()
  const left = E.isLeft(found) ? found.left[0] : undefined
  return { ...got, issue: left === undefined ? undefined : `${left.code}: ${left.hint}`, left }
}

put('visdrone/annotations/a.txt', '8,8,8,8,1,4,1,0,\n8,8,8,8,0,0,0,0\n1,1,2,2,0,11,0,0\n1,1,2,2,1,1,0,0\nno line\n')
mkdirSync(at('visdrone/images'))
await writePicture(at('visdrone/images/a.png'), 64, 48)

describe('fovea data convert', () => {
  it('guesses the format, and tells what was written, what is lost, and what could not be read', async () => {
    expect(await called('visdrone', { to: 'coco', out: at('a.json') })).toMatchObject({
      out: [
        `visdrone → coco: 1 image, 4 boxes in ${at('a.json')}`,
        `the images are in ${at('visdrone/images')}`,
        'lost  1 ignored object to pycocotools, which overlooks `ignore`',
        'faults in what was read: 1 fatal, 1 odd',
        '',
      ].join('\n'),
      warned: 1,
      issue: undefined,
    })
  })
  it('asks for the images of YOLO, whose boxes are parts of them, in place of another format', async () => {
    put('no-pictures/labels/a.txt', '0 .5 .5 .1 .2\n')
    put('no-pictures/classes.txt', 'ship\n')
    expect((await called('no-pictures', { to: 'coco', out: at('no-pictures.json') })).issue).toBe(
      'convert: nothing read: name the folder of the images: --images DIR',
    )
  })
  it('refuses where not one object can be read, as the result would look sound', async () => {
    const { issue } = await called('visdrone', { from: 'dota', to: 'coco', out: at('nothing.json') })
    expect([issue?.split(':').slice(0, 2).join(':'), existsSync(at('nothing.json'))]).toEqual(['convert: nothing read', false])
  })
  it('says where images are, that they are not where they should be, and where a folder format wants them', async () => {
    put('lone.json', JSON.stringify({ images: [{ id: 1, file_name: 'a.png', width: 9, height: 9 }], annotations: [], categories: [] }))
    const lines = async (from: string, out: string): Promise<readonly string[]> =>
      (await called(from, { to: 'yolo', out: at(out) })).out.split('\n').slice(1, 3)
    expect(await lines('visdrone', 'yolo-there')).toEqual([
      `the images are in ${at('visdrone/images')}`,
      `put them, or a link to them, into ${at('yolo-there/images')}`,
    ])
    expect((await lines('lone.json', 'yolo-lone'))[0]).toBe(`there are no images in ${root}; --images DIR names their folder`)
  })
  it('tells how many images have no size, and the first of them', async () => {
    const labels = ['a', 'b', 'c', 'd', 'e'].map((name) => [`unsized/annotations/${name}.txt`, '8,8,8,8,1,4,1,0\n'] as const)
    labels.forEach(([name, text]) => put(name, text))
    const { left } = await called('unsized', { to: 'yolo', out: at('unsized-yolo') })
    expect([left?.message, left?.evidence]).toEqual([
      'YOLO’s boxes are parts of the image, but the sizes of 5 images are not known',
      [['images', 'a.jpg, b.jpg, c.jpg, and 2 more']],
    ])
    const one = await called('visdrone', { to: 'yolo', images: at('nowhere') })
    expect(one.left?.message).toContain('the size of 1 image is not known')
  })
  it('tells which formats are written', async () => {
    expect((await called('visdrone', { to: 'voc' })).issue).toBe('convert: format: write one of coco, dota, yolo')
  })
  it('reports in JSON', async () => {
    const { out } = await called('visdrone', { to: 'yolo', out: at('yolo'), json: true })
    expect(JSON.parse(out)).toMatchObject({
      from: 'visdrone',
      to: 'yolo',
      files: 3,
      images: 1,
      objects: 2,
      faults: { fatal: 1, wrong: 0, odd: 1 },
    })
    expect(readFileSync(at('yolo/labels/a.txt'), 'utf8').split('\n')[0]).toBe('3 0.1875 0.25 0.125 0.16666666666666666')
  })
  it('keeps the classes asked for, by name or as a benchmark has them', async () => {
    const classes = async (...names: readonly string[]): Promise<readonly string[]> => {
      const out = at(`${names.join('-')}.json`)
      expect((await called('visdrone', { to: 'coco', out, classes: names })).issue).toBe(undefined)
      const written = JSON.parse(readFileSync(out, 'utf8')) as {
        categories: { id: number; name: string }[]
        annotations: { category_id: number }[]
      }
      return [...written.categories.map(({ id, name }) => `${String(id)} ${name}`), String(written.annotations.length)]
    }
    expect(await classes('car', 'bus')).toEqual(['4 car', '9 bus', '0 ignored regions', '2'])
    expect(await classes('visdrone')).toMatchObject({ length: 12, 9: '10 motor', 11: '3' })
    expect((await called('visdrone', { to: 'coco', classes: ['carr'] })).issue).toBe('data: unknown class: did you mean `car`?')
  })
  it('writes nothing where it refuses', async () => {
    put('mine/file', 'mine')
    expect((await called('visdrone', { to: 'yolo', out: at('mine') })).issue).toContain('output: something is there')
    expect((await called('visdrone', { to: 'voc' })).issue).toContain('convert: format')
    expect((await called('visdrone', { to: 'yollo' })).issue).toBe('convert: format: did you mean `yolo`?')
    expect((await called('visdrone', { to: 'coco', from: 'visdron' })).issue).toBe('data: format: did you mean `visdrone`?')
    expect((await called('visdrone', { to: 'yolo', images: at('nowhere') })).issue).toContain('convert: unknown size')
    expect([existsSync(at('unused')), readFileSync(at('mine/file'), 'utf8')]).toEqual([false, 'mine'])
  })
  it('writes each split of a folder under its name, with one list of classes, and reads that again', async () => {
    const voc = (name: string): string =>
      `<annotation><size><width>64</width><height>48</height></size><object><name>${name}</name><bndbox><xmin>9</xmin><ymin>9</ymin><xmax>16</xmax><ymax>16</ymax></bndbox></object></annotation>`
    put('voc/train/Annotations/a.xml', voc('kite'))
    put('voc/val/Annotations/b.xml', voc('drone'))
    const { out, issue } = await called('voc', { to: 'coco', out: at('splits'), json: true })
    expect(issue).toBe(undefined)
    expect(JSON.parse(out)).toMatchObject({
      to: 'coco',
      splits: [
        { name: 'train', from: 'voc', out: at('splits/train.json'), images: 1, objects: 1 },
        { name: 'val', from: 'voc', out: at('splits/val.json'), images: 1, objects: 1 },
      ],
    })
    const written = (split: string): unknown => JSON.parse(readFileSync(at(`splits/${split}.json`), 'utf8'))
    const categories = [
      { id: 1, name: 'kite' },
      { id: 2, name: 'drone' },
    ]
    expect(written('train')).toMatchObject({ categories, annotations: [{ category_id: 1 }] })
    expect(written('val')).toMatchObject({ categories, annotations: [{ category_id: 2 }] })
    const again = await called('splits', { to: 'yolo', out: at('splits-yolo') })
    expect(again.out).toMatch(/^train: coco → yolo: 1 image, 1 box in .*splits-yolo\/train\n/)
    expect(readFileSync(at('splits-yolo/val/labels/b.txt'), 'utf8')).toMatch(/^1 /)
  })
})
