import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { Extent } from '../../../../stdlib/boxes/box.ts'
import { type Probe, probes } from '../../../../stdlib/data/check/files.ts'
import { sharingFindings, type Split } from '../../../../stdlib/data/check/sharing.ts'
import type { Dataset } from '../../../../stdlib/data/dataset.ts'
import { files, noise } from './folder.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-check-'))
afterAll(() => rmSync(root, { recursive: true }))

const set = (folder: string, names: readonly string[], size: Extent | null = { width: 20, height: 10 }): Dataset => ({
  folder: join(root, folder),
  classes: [],
  images: names.map((file, i) => ({ id: i, file, source: `${folder}.json`, objects: [], ...(size === null ? {} : { size }) })),
})
const probed = async (dataset: Dataset, depth: 'present' | 'decoded' = 'decoded'): Promise<readonly Probe[]> => {
  const told = { n: 0 }
  const found = await probes({ depth, atOnce: 3, tell: () => (told.n += 1) })(dataset)()
  if (E.isLeft(found)) throw new Error(found.left.issue.message)
  expect(told.n).toBe(dataset.images.length)
  return found.right
}
const named = (found: readonly Probe[]) => found.map(({ findings }) => findings.map(({ check }) => check).join())

describe('the files of a data set', () => {
  it('are told apart: good, missing, outside, broken, cut short, of another size', async () => {
    const png = await noise(1).png().toBuffer()
    await files(root, {
      'a/good.png': noise(1).png().toBuffer(),
      'a/broken.png': 'no picture',
      'a/short.png': Promise.resolve(png.subarray(0, png.length - 200)),
      'a/empty.png': '',
      'a/size.png': noise(2, 10, 20).png().toBuffer(),
      'b/elsewhere.png': noise(3).png().toBuffer(),
    })
    symlinkSync(join(root, 'b/elsewhere.png'), join(root, 'a/link.png'))
    const names = ['good.png', 'none.png', '../b/elsewhere.png', 'link.png', 'broken.png', 'short.png', 'empty.png', 'size.png', '.']
    const dataset = set('a', names)
    const found = await probed(dataset)
    expect(named(found)).toEqual([
      '',
      'missing image',
      'file outside its folder',
      'file outside its folder',
      'unreadable image',
      'unreadable image',
      'unreadable image',
      'another size than annotated',
      'file outside its folder',
    ])
    found.forEach(({ findings }, i) => {
      for (const { place, issue } of findings) {
        expect(place).toEqual({ image: i })
        expect(issue.path).toEqual(['a.json', names[i]])
      }
    })
    expect(found[0]).toMatchObject({ size: { width: 20, height: 10 }, path: join(root, 'a/good.png') })
    expect(named(await probed(dataset, 'present'))).toEqual([
      '',
      'missing image',
      'file outside its folder',
      'file outside its folder',
      '',
      '',
      '',
      '',
      'file outside its folder',
    ])
  })
  it('tell the size that annotations do not', async () => {
    await files(root, { 'c/a.png': noise(1, 7, 9).png().toBuffer() })
    expect(await probed(set('c', ['a.png'], null))).toMatchObject([{ size: { width: 7, height: 9 }, findings: [] }])
  })
  it('that EXIF turns are odd, and the size is the one that is read', async () => {
    await files(root, { 'd/a.jpg': noise(1).withMetadata({ orientation: 6 }).jpeg().toBuffer() })
    const turned = await probed(set('d', ['a.jpg'], { width: 10, height: 20 }))
    expect(named(turned)).toEqual(['image is turned'])
    expect(turned[0]?.findings[0]?.issue.message).toContain('10×20, turned')
    const stored = await probed(set('d', ['a.jpg']))
    expect(stored[0]?.findings[0]?.issue.message).toContain('20×10, as it is stored')
  })
  it('of a folder that is not there are one finding', async () => {
    expect(await probes({ depth: 'decoded', atOnce: 2, tell: () => undefined })(set('none', ['a', 'b']))()).toMatchObject(
      E.left({ check: 'missing image', place: {}, issue: { code: 'data: no such folder' } }),
    )
  })
})

const split = async (name: string, names: readonly string[]): Promise<Split> => {
  const dataset = set(name, names)
  return { name, dataset, probes: await probed(dataset) }
}

describe('splits that share pictures', () => {
  it('are found by content under any name, at the split that gives way', async () => {
    await files(root, {
      'train/1.png': noise(1).png().toBuffer(),
      'train/2.png': noise(2).png().toBuffer(),
      'train/3.png': noise(3).png().toBuffer(),
      'valid/1.png': noise(4).png().toBuffer(),
      'valid/x.png': noise(2).png().toBuffer(),
      'test/anew.webp': noise(3).webp({ lossless: true }).toBuffer(),
      'test/other.png': noise(2).png({ compressionLevel: 0 }).toBuffer(),
    })
    const [train, valid, test] = await Promise.all([
      split('train', ['1.png', '2.png', '3.png']),
      split('valid', ['1.png', 'x.png']),
      split('test', ['anew.webp', 'other.png']),
    ])
    const where = (splits: readonly Split[]) =>
      sharingFindings(splits).map((found) => found.map(({ check, place, issue }) => [check, place.image, issue.evidence[0]?.[1]]))
    expect(where([train, valid, test])).toEqual([
      [
        ['picture in two splits', 1, 'test.json / other.png'],
        ['picture in two splits', 2, 'test.json / anew.webp'],
      ],
      [['picture in two splits', 1, 'test.json / other.png']],
      [],
    ])
    expect(where([test, train])).toEqual([[], where([train, test])[0]])
    expect(where([train, { ...valid, name: 'train2' }])).toEqual([[], [['picture in two splits', 1, 'train.json / 2.png']]])
    expect(sharingFindings([train, valid])[0]?.[0]?.issue.evidence[1]?.[1]).toBe('a copy, byte for byte')
    expect(sharingFindings([train, test])[0]?.[0]?.issue.evidence[1]?.[1]).toBe('the same pixels, stored in another way')
  })
  it('and one split that has a picture twice are two defects; one file that is listed twice is another', async () => {
    await files(root, {
      'twice/a.png': noise(1).png().toBuffer(),
      'twice/b.png': noise(1).png().toBuffer(),
    })
    const found = sharingFindings([await split('twice', ['a.png', 'b.png', 'a.png'])])
    expect(found.flat().map(({ check, place }) => [check, place.image])).toEqual([['picture twice in a split', 1]])
  })
  it('without decoding are found where they name one file', async () => {
    const dataset = set('train', ['1.png', '2.png'])
    const other = set('train', ['2.png'])
    const [a, b] = await Promise.all([probed(dataset, 'present'), probed(other, 'present')])
    const found = sharingFindings([
      { name: 'a', dataset, probes: a },
      { name: 'b', dataset: other, probes: b },
    ])
    expect(found.map((f) => f.map(({ place, issue }) => [place.image, issue.evidence[1]?.[1]]))).toEqual([[], [[0, 'the same file']]])
  })
})
