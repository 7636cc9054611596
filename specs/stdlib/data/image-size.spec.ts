import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { imageSize } from '../../../stdlib/data/image-size.ts'
import { openFiles } from '../../../stdlib/data/open-files.ts'
import { tar } from './shards/tars.ts'

const root = mkdtempSync(join(tmpdir(), 'image-size-'))
afterAll(() => rmSync(root, { recursive: true }))

const picture = () => sharp({ create: { width: 300, height: 200, channels: 3, background: '#567' } })
const jpeg = await picture().jpeg().toBuffer()
/** What cameras put before the size. */
const segment = Buffer.concat([Buffer.from([0xff, 0xe4, 0xff, 0xff]), Buffer.alloc(0xfffd)])
const images: Readonly<Record<string, Uint8Array>> = {
  'plain.jpg': jpeg,
  'long.jpg': Buffer.concat([jpeg.subarray(0, 2), segment, segment, jpeg.subarray(2)]),
  // Its directory of tags is at its end.
  'end.tif': await picture().tiff({ compression: 'none' }).toBuffer(),
  'turned.png': await picture().withMetadata({ orientation: 6 }).png().toBuffer(),
}
mkdirSync(join(root, 'images'))
mkdirSync(join(root, 'shards'))
for (const [name, bytes] of Object.entries(images)) writeFileSync(join(root, 'images', name), bytes)
writeFileSync(join(root, 'images', 'text.png'), 'text')
writeFileSync(
  join(root, 'shards', '0.tar'),
  tar(...Object.entries({ ...images, 'text.png': 'text' }).map(([name, content]) => ({ name, content }))),
)

describe.each(['images', 'shards'])('the size of an image in %s', (place) => {
  const sizeOf = async (name: string) => {
    const files = await openFiles(join(root, place))()
    if (E.isLeft(files)) throw new Error(JSON.stringify(files.left))
    const found = await imageSize(files.right)(name)()
    return E.isLeft(found) ? found.left.code : [found.right.width, found.right.height]
  }

  it.each(Object.keys(images))('is told by the header of %s, wherever that is', async (name) => {
    expect(await sizeOf(name)).toEqual(name === 'turned.png' ? [200, 300] : [300, 200])
  })

  it.each([
    ['text.png', 'image: broken'],
    ['none.png', 'data: missing image'],
    ['../elsewhere/plain.jpg', 'data: file outside its folder'],
  ])('is an issue for %s', async (name, code) => {
    expect(await sizeOf(name)).toBe(code)
  })
})
