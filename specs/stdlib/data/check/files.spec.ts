import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type Probe, probes } from '../../../../stdlib/data/check/files.ts'
import type { Box } from '../../../../stdlib/boxes/box.ts'
import { findingsOf } from '../../../../stdlib/data/check/dataset.ts'
import { sharingFindings } from '../../../../stdlib/data/check/sharing.ts'
import { files, noise } from './folder.ts'
import { probed, set } from './probed.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-check-'))
afterAll(() => rmSync(root, { recursive: true }))

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
    const dataset = set(root, 'a', names)
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
    expect(await probed(set(root, 'c', ['a.png'], null))).toMatchObject([{ size: { width: 7, height: 9 }, findings: [] }])
  })
  it('that EXIF turns are odd, and the size is the one that is read', async () => {
    await files(root, { 'd/a.jpg': noise(1).withMetadata({ orientation: 6 }).jpeg().toBuffer() })
    const turned = await probed(set(root, 'd', ['a.jpg'], { width: 10, height: 20 }))
    expect(named(turned)).toEqual(['image is turned'])
    expect(turned[0]?.findings[0]?.issue.message).toContain('10×20, turned')
    const stored = await probed(set(root, 'd', ['a.jpg']))
    expect(stored[0]?.findings[0]?.issue.message).toContain('20×10, as it is stored')
  })
  it('that are JPEGs with damaged data are odd where decoders read on, and whole ones are not', async () => {
    const jpeg = await noise(1, 64, 48).jpeg().toBuffer()
    const cut = Buffer.concat([jpeg.subarray(0, jpeg.length / 2), Buffer.from([0xff, 0xd9]), jpeg.subarray(jpeg.length / 2)])
    const more = Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(40, 0x55), jpeg.subarray(-2)])
    await files(root, {
      'e/whole.jpg': Promise.resolve(jpeg),
      'e/progressive.jpg': noise(2, 64, 48).jpeg({ progressive: true }).toBuffer(),
      'e/more.jpg': Promise.resolve(more),
      'e/cut.jpg': Promise.resolve(cut),
    })
    const found = await probed(set(root, 'e', ['whole.jpg', 'progressive.jpg', 'more.jpg', 'cut.jpg'], { width: 64, height: 48 }))
    expect(named(found)).toEqual(['', '', '', 'image is damaged'])
    expect(found[3]?.findings[0]?.issue.message).toContain('Corrupt JPEG data')
  })
  it('of a folder that is not there are one finding', async () => {
    expect(await probes({ depth: 'decoded', atOnce: 2, tell: () => undefined })(set(root, 'none', ['a', 'b']))()).toMatchObject(
      E.left({ check: 'missing image', place: {}, issue: { code: 'data: no such folder' } }),
    )
  })
  it('hold several images where these are parts of them, which are neither twice nor of another size', async () => {
    await files(root, { 'parts/a.png': noise(1).png().toBuffer(), 'parts/b.png': 'broken' })
    const whole = set(root, 'parts', ['a.png', 'a.png', 'b.png'], { width: 8, height: 5 })
    const corners: readonly Box[] = [
      [0, 0, 8, 5],
      [8, 0, 16, 5],
      [0, 0, 8, 5],
    ]
    const dataset = { ...whole, images: whole.images.map((image, i) => ({ ...image, corner: corners[i] ?? [0, 0, 1, 1] })) }
    const found = await probed(dataset)
    expect(named(found)).toEqual(['', '', 'unreadable image'])
    expect(found.map(({ size }) => size)).toEqual([undefined, undefined, undefined])
    const told = sharingFindings([{ name: 'train', dataset, probes: found }]).flatMap((some) => [...some])
    expect([...told, ...[...findingsOf('parts.json')(dataset)].filter(({ check }) => check === 'image listed twice')]).toEqual([])
    const again = { ...dataset, images: [...dataset.images, ...dataset.images.slice(0, 1).map((image) => ({ ...image, id: 9 }))] }
    expect(
      [...findingsOf('parts.json')(again)].flatMap(({ check, place }) => (check === 'image listed twice' ? [place.image] : [])),
    ).toEqual([3])
    const other = sharingFindings([
      { name: 'train', dataset, probes: found },
      { name: 'test', dataset: { ...dataset, images: dataset.images.slice(1, 2) }, probes: found.slice(1, 2) },
    ])
    expect(other.map((some) => [...some].map(({ place }) => place.image))).toEqual([[0, 1], []])
  })
  it('hold the images that are parts of them', async () => {
    await files(root, { 'outside/a.png': noise(1).png().toBuffer() })
    const corners: readonly Box[] = [
      [19, 9, 29, 19],
      [20, 0, 30, 10],
      [-10, 0, 0, 10],
    ]
    const dataset = set(root, 'outside', ['a.png', 'a.png', 'a.png'], { width: 10, height: 10 })
    const found = await probed({ ...dataset, images: dataset.images.map((image, i) => ({ ...image, corner: corners[i] ?? [0, 0, 1, 1] })) })
    expect(named(found)).toEqual(['', 'unreadable image', 'unreadable image'])
    expect(found[1]?.findings[0]?.issue.message).toContain('[20, 0, 30, 10] lies outside of 20×10')
  })
})
