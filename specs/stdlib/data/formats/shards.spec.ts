import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import type { Issue } from '../../../../dsl/core/issue.ts'
import { formats } from '../../../../stdlib/data/formats/index.ts'
import type { FormatName } from '../../../../stdlib/data/formats/names.ts'
import { detectFormat } from '../../../../stdlib/data/formats/recognise.ts'
import { samplesOf } from '../../../../stdlib/data/samples.ts'
import { fromSamples } from '../../../../stdlib/data/source.ts'
import { tar } from '../shards/tars.ts'

const root = mkdtempSync(join(tmpdir(), 'formats-in-shards-'))
afterAll(() => rmSync(root, { recursive: true }))

const right = <A>(found: E.Either<Issue, A>): A => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}
const png = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#765' } })
  .png()
  .toBuffer()

/** One file of annotations an image, as formats have it. */
const labels: Readonly<Partial<Record<FormatName, readonly [suffix: string, text: (x: number) => string]>>> = {
  visdrone: ['txt', (x) => `${x},2,10,8,1,4,0,0\n${x},20,10,8,0,1,1,2\n`],
  dota: ['txt', (x) => `imagesource:GoogleEarth\n${x} 1 20 1 20 9 ${x} 9 plane 0\n`],
  yolo: ['txt', (x) => `0 .5 .5 .2 0.${x}\n`],
  voc: [
    'xml',
    (x) =>
      `<annotation><object><name>ship</name><bndbox><xmin>${x}</xmin><ymin>2</ymin><xmax>30</xmax><ymax>20</ymax></bndbox></object></annotation>`,
  ],
}

describe.each(Object.entries(labels))('%s in shards, annotations beside images', (name, [suffix, text]) => {
  const ids = [1, 2, 3, 4]
  const [folder, shards, apart] = [join(root, name, 'folder'), join(root, name, 'shards'), join(root, name, 'apart')]
  for (const made of [folder, shards, apart]) mkdirSync(made, { recursive: true })
  for (const id of ids) {
    writeFileSync(join(folder, `${id}.png`), png)
    writeFileSync(join(folder, `${id}.${suffix}`), text(id))
    writeFileSync(join(apart, `${id}.${suffix}`), text(id))
  }
  const members = (some: readonly number[], endings: readonly string[]) =>
    some.flatMap((id) => endings.map((ending) => ({ name: `${id}.${ending}`, content: readFileSync(join(folder, `${id}.${ending}`)) })))
  for (const [i, some] of [ids.slice(0, 2), ids.slice(2)].entries())
    writeFileSync(join(shards, `${i}.tar`), tar(...members(some, ['png', suffix])))
  writeFileSync(join(apart, 'images.tar'), tar(...members(ids, ['png'])))

  const format = Object.keys(formats).find((known): known is FormatName => known === name) ?? 'coco'
  const datasetOf = async (path: string) => right(await formats[format].read({ path })()).dataset
  const plain = async (path: string) => (await datasetOf(path)).images.map((image) => ({ ...image, source: '' }))

  it('is the same data set as in a folder', async () => {
    const here = await plain(folder)
    expect(here.length).toBe(4)
    expect(await plain(shards)).toEqual(here)
  })
  it('is the same where the annotations lie beside the shards', async () => {
    expect(readdirSync(apart)).toContain('images.tar')
    expect(await plain(apart)).toEqual(await plain(folder))
  })
  it('is guessed', async () => {
    expect([await detectFormat(shards)(), await detectFormat(join(shards, '0.tar'))()]).toEqual([E.right(format), E.right(format)])
  })
  it('gives pictures', async () => {
    const source = fromSamples(right(samplesOf(shards)({})(await datasetOf(shards))))
    expect(right(await source.sample(3)()).picture.width).toBe(60)
  })
})

describe('YOLO’s images without labels', () => {
  const at = join(root, 'background')
  const folders = [join(at, 'folder'), join(at, 'shards'), join(at, 'one.tar'), join(at, 'apart', 'labels')] as const
  const [folder, shards, one, apart] = folders
  for (const made of [folder, shards, apart, join(at, 'apart', 'images')]) mkdirSync(made, { recursive: true })
  const [empty, full, text] = [
    { name: 'empty.png', content: png },
    { name: 'full.png', content: png },
    { name: 'full.txt', content: Buffer.from('0 .5 .5 .2 .2\n') },
  ]
  for (const { name, content } of [empty, full, text]) writeFileSync(join(folder, name), content)
  writeFileSync(join(shards, '0.tar'), tar(full, text))
  writeFileSync(join(shards, '1.tar'), tar(empty))
  writeFileSync(one, tar(empty, full, text))
  writeFileSync(join(apart, 'full.txt'), text.content)
  writeFileSync(join(at, 'apart', 'images', '0.tar'), tar(empty, full))

  it.each(folders)('are background, as in a folder, in %s', async (path) => {
    const { dataset } = right(await formats.yolo.read({ path })())
    expect(dataset.images.map(({ file, objects, size }) => [file, objects.length, size?.width])).toEqual([
      ['empty.png', 0, 60],
      ['full.png', 1, 60],
    ])
  })
})
