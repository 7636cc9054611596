import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../stdlib/data/image.ts'
import { formatOf, isRaster } from '../../../stdlib/data/image-format.ts'
import { shared } from './shared.ts'

const grey = () => sharp({ create: { width: 4, height: 4, channels: 3, background: '#888' } })
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
const issueOf = async (of: Uint8Array) => {
  const found = await decodeImage(of, 'a.jpg')()
  return E.isLeft(found) ? found.left : undefined
}

describe('the format of an image', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'gif'] as const)('is told by the first bytes of a %s, not by its name', async (format) => {
    expect(formatOf(await grey().toFormat(format).toBuffer())).toBe(format)
  })

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/hostname"/></svg>', 'XML, such as SVG'],
    ['an SVG after a byte order mark', '\xef\xbb\xbf<?xml version="1.0"?><svg/>', 'XML, such as SVG'],
    ['a web page that a server sent in place of the image', '<!DOCTYPE html><p>404', 'HTML'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "&b;&b;">]><svg>&b;</svg>', 'XML'],
    ['JSON', '{"error": "not found"}', 'JSON'],
    ['a PDF', '%PDF-1.7', 'PDF'],
    ['a BMP', 'BM\x46\0\0\0', 'BMP'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n', 'JPEG 2000'],
    ['an AVIF', '\0\0\0\x20ftypavif', 'AVIF'],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:0', 'Git LFS'],
  ])('of %s is told, and refused before any decoder sees it', async (_, text, says) => {
    const found = await issueOf(bytes(text))
    expect([found?.code, found?.path]).toEqual(['image: unknown format', ['a.jpg']])
    expect(found?.message).toContain(says)
  })

  it('of text and of nothing is unknown', async () => {
    expect((await issueOf(bytes('no image')))?.evidence).toEqual([['begins', '6e 6f 20 69 6d 61 67 65']])
    expect((await issueOf(new Uint8Array(0)))?.message).toBe('the file is empty')
  })
})

const formats = shared('data/formats')
describe.skipIf(formats.absent)('real images (../shared/data/formats)', () => {
  it.each(['coco', 'visdrone', 'dota', 'voc'])('of %s have formats that are read', (of) => {
    const files = readdirSync(join(formats.path, of, 'images'))
    for (const name of files) expect(isRaster(formatOf(readFileSync(join(formats.path, of, 'images', name))))).toBe(true)
  })
})
