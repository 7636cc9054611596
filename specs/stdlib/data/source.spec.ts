import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { type Samples, nothing } from '../../../stdlib/data/samples.ts'
import { type Item, type Source, cached, fromSamples, transformed } from '../../../stdlib/data/source.ts'
import { resize } from '../../../stdlib/data/transforms/resize.ts'

const folder = mkdtempSync(join(tmpdir(), 'source-'))
afterAll(() => rmSync(folder, { recursive: true }))
await sharp({ create: { width: 8, height: 4, channels: 3, background: '#123456' } })
  .png()
  .toFile(join(folder, 'a.png'))
writeFileSync(join(folder, 'b.png'), 'no image')

const sample = (id: number, file: string, width = 8) => ({
  id,
  file,
  width,
  height: 4,
  truth: { boxes: [[2, 0, 4, 4] as const], labels: [0] },
  ignored: nothing,
})
const dataset: Samples = {
  folder,
  classes: [{ id: 1, name: 'a' }],
  samples: [sample(10, 'a.png'), sample(11, 'b.png'), sample(12, 'a.png', 9), sample(13, 'link.png')],
  dropped: { noSize: 0, outside: 0, otherClass: 0, images: 0 },
  clipped: 0,
}
const counting = (source: Source): { readonly source: Source; readonly reads: number[] } => {
  const reads: number[] = []
  return { reads, source: { ...source, sample: (i) => TE.flatten(TE.fromIO(() => (reads.push(i), source.sample(i)))) } }
}
const item = (index: number): Item => ({
  id: index,
  width: 2,
  height: 1,
  picture: { width: 2, height: 1, data: Uint8Array.of(index, 0, 0, 0, 0, 0) },
  truth: nothing,
  ignored: nothing,
})
const drawn: Source = { classes: [], length: 5, sample: (i) => TE.of(item(i)) }

describe('a data set as a source', () => {
  it('reads the pixels of a sample beside its boxes', async () => {
    const read = await fromSamples(dataset).sample(0)()
    expect(E.isRight(read) && [read.right.id, read.right.picture.data.length, read.right.truth.boxes]).toEqual([10, 96, [[2, 0, 4, 4]]])
  })

  it('reads no part that lies outside of its file', async () => {
    const [whole] = dataset.samples
    const part = (window: Box) => fromSamples({ ...dataset, samples: whole === undefined ? [] : [{ ...whole, window }] }).sample(0)()
    expect(await part([8, 0, 16, 4])).toMatchObject(E.left({ code: 'data: part outside its file', path: ['image 10'] }))
    expect(await part([7, 3, 15, 7])).toMatchObject(E.right({ picture: { width: 8, height: 4 } }))
  })

  it('names the image of an issue: broken, of another size than its record, or gone over a link since', async () => {
    symlinkSync('/etc/hostname', join(folder, 'link.png'))
    const found = await Promise.all([1, 2, 3].map((i) => fromSamples(dataset).sample(i)()))
    expect(found.map((f) => E.isLeft(f) && [f.left.path[0], f.left.code])).toEqual([
      ['image 11', 'image: broken'],
      ['image 12', 'image: another size than annotated'],
      ['image 13', 'data: file outside its folder'],
    ])
  })

  it('transformed keeps the size that it had on disk', async () => {
    const read = await transformed(resize({ width: 4, height: 4 }))(fromSamples(dataset)).sample(0)()
    expect(E.isRight(read) && [read.right.width, read.right.picture.width, read.right.truth.boxes]).toEqual([8, 4, [[1, 0, 2, 4]]])
  })
})

describe('a cache', () => {
  it('gives what the source gives, and reads what fits into its bytes once', async () => {
    const { source, reads } = counting(drawn)
    const kept = cached(6 * 2)(source)
    for (const i of [0, 1, 2, 0, 1, 2, 2]) expect(await kept.sample(i)()).toEqual(E.right(item(i)))
    expect(reads).toEqual([0, 1, 2, 2, 2])
  })

  it('tries again what could not be read', async () => {
    const { source, reads } = counting(fromSamples(dataset))
    const kept = cached(1e6)(source)
    for (const i of [1, 1, 0, 0]) await kept.sample(i)()
    expect(reads).toEqual([1, 1, 0])
  })
})
