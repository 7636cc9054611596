import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../../../../stdlib/data/fault.ts'
import { formats } from '../../../../../stdlib/data/formats/index.ts'
import { stemOf } from '../../../../../stdlib/data/formats/labels/folders.ts'
import type { FormatName } from '../../../../../stdlib/data/formats/names.ts'
import { folderOf, reading } from '../reading.ts'

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})
const set = (files: Readonly<Record<string, string>>): string => {
  const at = folderOf(files)
  made.push(at)
  return at
}

const xml =
  '<annotation><size><width>9</width><height>9</height></size><object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object></annotation>'
const corners = '1 1 5 1 5 5 1 5 ship 0\n'
const names = ['a', 'b.c', 'd e', '1', '1.2', 'f/g', 'é', '-1']

const layouts: readonly (readonly [FormatName, labels: string, suffix: string, text: string, lists: string])[] = [
  ['voc', 'Annotations', '.xml', xml, 'ImageSets/Main'],
  ['dota', 'labelTxt', '.txt', corners, 'ImageSets/Main'],
  ['dota', 'labelTxt', '.txt', corners, 'ImageSets'],
  ['dota', 'labelTxt', '.txt', corners, '.'],
]
const whole = layouts.map(([format, labels, suffix, text, lists]) => ({
  format,
  lists,
  at: set(Object.fromEntries(names.map((name) => [`${labels}/${name}${suffix}`, text]))),
}))

const write = (at: string, lists: string, all: Readonly<Record<string, string>>): void => {
  rmSync(join(at, 'ImageSets'), { recursive: true, force: true })
  mkdirSync(join(at, lists), { recursive: true })
  for (const [name, text] of Object.entries(all)) writeFileSync(join(at, lists, `${name}.txt`), text)
}
const stems = ({ dataset }: Reading): readonly string[] => dataset.images.map(({ file }) => stemOf(file))
const told = ({ faults }: Reading): readonly string[] =>
  faults.map(({ severity, issue }) => [severity, issue.code, ...issue.path.slice(1)].join(' '))
const codeOf = async (format: FormatName, path: string, split: string): Promise<string> => {
  const found = await formats[format].read({ path, split })()
  return E.isLeft(found) ? `${found.left.code}: ${found.left.message}` : 'read'
}

describe('splits by lists', () => {
  it('are a partition where lists are one, in whatever order and way they are written', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.nat(2), { minLength: names.length, maxLength: names.length }),
        fc.shuffledSubarray(names, { minLength: names.length }),
        fc.constantFrom('\n', '\r\n', ' \n\n'),
        fc.constantFrom('', '.jpg', '.png'),
        async ({ format, at, lists }, of, order, end, extension) => {
          const splits = ['train', 'val', 'test']
          const members = splits.map((_, k) => order.filter((name) => of[names.indexOf(name)] === k))
          const text = (all: readonly string[]) => `\uFEFF${all.map((name) => `${name}${extension}`).join(end)}`
          write(at, lists, Object.fromEntries(splits.map((split, k) => [split, text(members[k] ?? [])])))
          for (const [k, split] of splits.entries()) {
            const wanted = [...(members[k] ?? [])]
            if (wanted.length === 0) {
              expect(await codeOf(format, at, split)).toContain('data: empty list')
              continue
            }
            const found = await reading(format, { path: at, split })
            expect([...stems(found)].sort()).toEqual(wanted.sort())
            expect(found.faults).toEqual([])
            expect(found.dataset.images.map(({ id }) => id)).toEqual(wanted.map((_, i) => i + 1))
            expect(found.dataset.images.every(({ objects }) => objects.length === 1)).toBe(true)
          }
        },
      ),
      { numRuns: 60 },
    ))

  it('read nothing outside, whatever lists name, and tell each such name with its line', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole.slice(0, 3)),
        fc.array(fc.array(fc.constantFrom('..', '.', '', 'a', 'f', 'g', 'C:', 'etc', '\\', '\0'), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async ({ format, at, lists }, parts) => {
          const lines = parts.map((p) => p.join('/'))
          write(at, lists, { train: ['a', ...lines].join('\n') })
          const found = await reading(format, { path: at, split: 'train' })
          expect(stems(found).every((stem) => names.includes(stem))).toBe(true)
          const leaving = (line: string): boolean => {
            let depth = 0
            for (const part of line.split('/')) {
              if (part === '..') depth--
              else if (part !== '.' && part !== '') depth++
              if (depth < 0) return true
            }
            return line.startsWith('/') || line.startsWith('C:/')
          }
          const faults = told(found).filter((one) => one.startsWith('fatal data: file outside its folder'))
          for (const [i, line] of lines.entries())
            if (leaving(line.trim())) expect(faults).toContain(`fatal data: file outside its folder ${String(i + 2)}`)
        },
      ),
      { numRuns: 200 },
    ))

  it('take a name once, leave out what is not annotated, and tell both with their lines', async () => {
    const at = set({ 'Annotations/a.xml': xml, 'Annotations/b.xml': xml, 'ImageSets/Main/train.txt': 'a\nc\nJPEGImages/a.jpg\n' })
    const found = await reading('voc', { path: at, split: 'train' })
    expect(stems(found)).toEqual(['a'])
    expect(told(found)).toEqual(['wrong data: listed without annotations 2', 'odd data: listed twice 3'])
  })
  it('of which none is annotated hold no image', async () => {
    const at = set({ 'Annotations/a.xml': xml, 'ImageSets/Main/test.txt': 'b\nc\n' })
    const found = await reading('voc', { path: at, split: 'test' })
    expect([stems(found), told(found).length]).toEqual([[], 2])
  })
  it('are not lists of a class, and those that there are are named where another is asked for', async () => {
    const at = set({
      'Annotations/a.xml': xml,
      'ImageSets/Main/train.txt': 'a\n',
      'ImageSets/Main/cat_train.txt': 'a  1\nb -1\n',
      'ImageSets/Main/my_train.txt': 'a\nb 1\n',
    })
    expect(await codeOf('voc', at, 'cat_train')).toBe('data: unknown split: there is no split `cat_train`: there are my_train, train')
    expect(await codeOf('voc', set({ 'Annotations/a.xml': xml }), 'train')).toContain('none is found here')
    expect(await codeOf('coco', join(at, 'a.json'), 'train')).toContain('none is found here')
    expect(await codeOf('visdrone', at, 'train')).toContain('none is found here')
  })
  it('are not folders called as lists are, nor lists of a class whose yes is +1', async () => {
    const at = set({
      'Annotations/a.xml': xml,
      'ImageSets/Main/train.txt/more': '',
      'ImageSets/Main/val.txt': 'a\n',
      'ImageSets/Main/cat_val.txt': 'a +1\nb -1\n',
    })
    expect(await codeOf('voc', at, 'other')).toContain('there are val')
    expect(await codeOf('voc', at, 'other')).not.toMatch(/train|cat/)
  })
  it('are not read over a link that leaves', async () => {
    const at = set({ 'Annotations/a.xml': xml, 'ImageSets/Main/val.txt': 'a\n', 'other/train.txt': 'a\n' })
    const inner = set({ 'Annotations/a.xml': xml, 'ImageSets/Main/val.txt': 'a\n' })
    symlinkSync(join(at, 'other/train.txt'), join(inner, 'ImageSets/Main/train.txt'))
    const found = await formats.voc.read({ path: inner, split: 'train' })()
    expect(E.isLeft(found) && [found.left.code, found.left.path]).toEqual([
      'data: file outside its folder',
      [join(inner, 'ImageSets/Main/train.txt')],
    ])
    expect(await codeOf('voc', inner, 'val')).toBe('read')
  })
})
