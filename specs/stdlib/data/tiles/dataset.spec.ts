import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { crop } from '../../../../stdlib/data/crop.ts'
import type { AnnotatedImage, Annotation, Dataset } from '../../../../stdlib/data/dataset.ts'
import { filesIn } from '../../../../stdlib/data/files.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { samplesOf } from '../../../../stdlib/data/samples.ts'
import { draws } from '../../../../stdlib/data/sampling.ts'
import { fromSamples } from '../../../../stdlib/data/source.ts'
import { tiled } from '../../../../stdlib/data/tiles/dataset.ts'
import { bboxToolkit, dotaDevkit } from '../../../../stdlib/data/tiles/keeping.ts'
import { checked, right, windowsOf } from './arbitrary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tiles-'))
afterAll(() => rmSync(folder, { recursive: true }))
const noise = random(3)
const sizes = [
  { width: 30, height: 22 },
  { width: 12, height: 9 },
  { width: 17, height: 17 },
]
const pictures = sizes.map((size) => ({
  ...size,
  data: Uint8Array.from({ length: size.width * size.height * 3 }, () => noise.integer(256)),
}))
await Promise.all(
  pictures.map(({ data, width, height }, i) =>
    sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(join(folder, `${i}.png`)),
  ),
)
const object = (box: Annotation['box'], more: Partial<Annotation> = {}): Annotation => ({
  label: 0,
  box,
  crowd: false,
  ignored: false,
  record: 0,
  ...more,
})
const dataset: Dataset = {
  folder,
  classes: [{ id: 4, name: 'ship' }],
  images: sizes.map((size, i) => ({
    id: 10 + i,
    file: `${i}.png`,
    size,
    source: 'all.json',
    objects: i === 1 ? [] : [object([1, 1, 5, 5]), object([9, 2, 13, 6]), object([0, 0, 17, 17], { ignored: true, crowd: true })],
  })),
}
const tiling = checked(12, 4, { fill: [9, 8, 7] })

describe('the tiles of a data set', () => {
  const all = right(tiled({ tiling, keeping: bboxToolkit })(dataset))

  it('are the windows of every image, numbered, and of its file', () => {
    const wanted = sizes.flatMap((size, i) => windowsOf(tiling, size).map((window) => ({ file: `${i}.png`, corner: window, whole: size })))
    expect(all.images.map(({ file, corner, whole }) => ({ file, corner, whole }))).toEqual(wanted)
    expect(all.images.map(({ id }) => id)).toEqual(wanted.map((_, i) => i + 1))
  })

  it('have the objects that the rule keeps, in their own pixels', () => {
    expect(all.images[1]).toMatchObject({ corner: [8, 0, 20, 12], size: { width: 12, height: 12 } })
    expect(all.images[1]?.objects.map(({ box, ignored }) => [box, ignored])).toEqual([
      [[1, 2, 5, 6], false],
      [[0, 0, 9, 12], true],
    ])
    // 3 of 4 columns in the first tile: kept whole, and clipped where it becomes a sample.
    expect(all.images[0]?.objects[1]?.box).toEqual([9, 2, 13, 6])
    const { samples, clipped } = right(samplesOf('x')({})(all))
    expect(samples[0]?.truth.boxes).toEqual([
      [1, 1, 5, 5],
      [9, 2, 12, 6],
    ])
    expect(clipped).toBeGreaterThan(0)
    expect(right(tiled({ tiling, keeping: { ...dotaDevkit, share: 0.8 } })(dataset)).images[0]?.objects[1]).toMatchObject({
      ignored: true,
      box: [9, 2, 12, 6],
    })
  })

  it('without objects stay, or go where they are not wanted', () => {
    const without = all.images.filter(({ objects }) => !objects.some(({ ignored }) => !ignored)).length
    expect(without).toBeGreaterThan(3)
    expect(right(samplesOf('x')({ empty: 'drop' })(all)).samples).toHaveLength(all.images.length - without)
    expect(right(samplesOf('x')({})(all)).samples).toHaveLength(all.images.length)
  })

  it('are read as crops of their images, each of which is decoded once in an epoch', async () => {
    const reads: string[] = []
    const files = right(await filesIn(folder)())
    const counting = { ...files, bytes: (name: string) => TE.flatten(TE.fromIO(() => (reads.push(name), files.bytes(name)))) }
    const samples = right(samplesOf('x')({})(all))
    const source = fromSamples(samples, counting, { kept: 1e6, fill: [9, 8, 7] })
    const order = draws({ seed: 5, length: source.length, batch: source.length, sampling: 'shuffle', groups: source.groups })(0)
    for (const { index } of order) {
      const item = right(await source.sample(index)())
      const { corner = [0, 0, 0, 0], file } = all.images[index] ?? {}
      const from = pictures[Number(file?.[0])]
      expect(item.picture).toEqual(from === undefined ? undefined : crop(corner, [9, 8, 7])(from))
      expect([item.id, item.width, item.height]).toEqual([index + 1, 12, 12])
    }
    expect(reads.sort()).toEqual(['0.png', '1.png', '2.png'])
  })

  it('of a file of another size than annotated are an issue', async () => {
    const wrong = { ...dataset, images: dataset.images.map((i) => ({ ...i, size: { width: 40, height: 22 } })) }
    const source = pipe(right(tiled({ tiling, keeping: bboxToolkit })(wrong)), samplesOf('x')({}), right, fromSamples)
    expect(await source.sample(0)()).toMatchObject(E.left({ code: 'image: another size than annotated' }))
  })

  it('are refused where the size is not known, or the image is a part already', () => {
    const [first] = dataset.images
    if (first === undefined) throw new Error('no image')
    const of = (image: AnnotatedImage) => tiled({ tiling, keeping: bboxToolkit })({ ...dataset, images: [image] })
    const { id, file, source, objects } = first
    expect(of({ id, file, source, objects })).toMatchObject(E.left({ code: 'data: unknown size', path: ['all.json', '0.png'] }))
    expect(of({ ...first, corner: [0, 0, 30, 22] })).toMatchObject(E.left({ code: 'tiles: cut before' }))
    expect(
      tiled({ tiling: checked(4000, 3999), keeping: bboxToolkit })({
        ...dataset,
        images: [{ ...first, size: { width: 30_000, height: 30_000 } }],
      }),
    ).toMatchObject(E.left({ code: 'tiles: too many', path: ['all.json', '0.png'] }))
  })
})
