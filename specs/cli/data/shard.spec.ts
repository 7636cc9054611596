import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { shard } from '../../../cli/data/shard.ts'
import { sizeTyped } from '../../../cli/data/size.ts'
import type { Issue } from '../../../dsl/core/issue.ts'
import { batchAt } from '../../../stdlib/data/batches.ts'
import { formats } from '../../../stdlib/data/formats/index.ts'
import { random } from '../../../stdlib/data/random.ts'
import { samplesOf } from '../../../stdlib/data/samples.ts'
import { fromSamples } from '../../../stdlib/data/source.ts'

const root = mkdtempSync(join(tmpdir(), 'shard-'))
afterAll(() => rmSync(root, { recursive: true }))

const right = <A>(found: E.Either<Issue | readonly Issue[], A>): A => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}
const packed = async (path: string, out: string, more: object = {}) => {
  const got = { out: '', warned: [] as Issue[] }
  const world = {
    out: (text: string) => (got.out += text),
    warn: (issues: readonly Issue[]) => got.warned.push(...issues),
    err: () => undefined,
    live: false,
    now: () => 0,
  }
  const done = await shard(world)(path, { out, size: '64KiB', ...more })()
  return { ...got, codes: E.isLeft(done) ? done.left.map(({ code }) => code) : [] }
}

/** Noise, which no format makes small. */
const draw = random(3)
const SIDE = 64
const COUNT = 12
const data = join(root, 'data')
mkdirSync(join(data, 'train', 'sub'), { recursive: true })
mkdirSync(join(data, 'valid'))
const fileOf = (id: number): string => (id % 3 === 0 ? `sub/ü${id}.png` : `${id}.png`)
const annotations = (ids: readonly number[], file = fileOf): string =>
  JSON.stringify({
    images: ids.map((id) => ({ id, file_name: file(id), width: SIDE, height: SIDE })),
    annotations: ids.flatMap((id) =>
      [0, 1].map((i) => ({
        id: 2 * id + i,
        image_id: id,
        category_id: 3 + i,
        bbox: [id + 0.25, 3, 9, 7],
        area: 63,
        iscrowd: 0,
        ignore: id % 4 === 0 ? 1 : 0,
      })),
    ),
    categories: [
      { id: 3, name: 'ship' },
      { id: 4, name: 'car' },
    ],
  })
const ids = Array.from({ length: COUNT }, (_, i) => i + 1)
for (const id of ids) {
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => draw.integer(256))
  await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } }).toFile(join(data, 'train', fileOf(id)))
}
writeFileSync(join(data, 'train.json'), annotations(ids))
writeFileSync(join(data, 'valid.json'), annotations([]))

const sourceAt = async (folder: string) => {
  const path = join(folder, 'train.json')
  const { dataset } = right(await formats.coco.read({ path })())
  return { dataset, source: fromSamples(right(samplesOf(path)({})(dataset))) }
}

const out = join(root, 'out')
const first = await packed(data, out)

describe('a data set in shards', () => {
  it('has a tar for every few images, and annotations beside', () => {
    expect(first.codes).toEqual([])
    const tars = readdirSync(join(out, 'train'))
    expect(tars.length).toBe(COUNT / 4)
    expect(readdirSync(out).sort()).toEqual(['train', 'train.json', 'valid', 'valid.json'])
    expect(first.out).toContain(
      `train: ${COUNT} images in ${tars.length} shards in ${join(out, 'train')}, ${2 * COUNT} boxes in ${join(out, 'train.json')}`,
    )
  })

  it('gives the same samples: objects, pixels, sizes, in the same order', async () => {
    const [here, there] = [await sourceAt(data), await sourceAt(out)]
    const plain = (image: (typeof here)['dataset']['images'][number]) => ({ ...image, source: '' })
    expect(there.dataset.images.map(plain)).toEqual(here.dataset.images.map(plain))
    expect(there.source.length).toBe(COUNT)
    for (let i = 0; i < COUNT; i++) expect(right(await there.source.sample(i)())).toEqual(right(await here.source.sample(i)()))
  })

  it('gives the same batches by (seed, epoch, index), from the middle of an epoch on', async () => {
    const size = { width: SIDE, height: SIDE }
    const loading = {
      seed: 7,
      batch: 5,
      sampling: 'shuffle' as const,
      flips: { horizontal: 0.5, vertical: 0.5 },
      normalise: { mean: [0, 0, 0], std: [1, 1, 1] } as const,
      size,
      augment: null,
    }
    const [here, there] = [await sourceAt(data), await sourceAt(out)]
    for (const step of [4, 1])
      expect(right(await batchAt(there.source, loading)(step)())).toEqual(right(await batchAt(here.source, loading)(step)()))
  })

  it('is made of the same bytes each time, and of shards anew', async () => {
    const [again, anew] = [join(root, 'again'), join(root, 'anew')]
    expect([(await packed(data, again)).codes, (await packed(out, anew)).codes]).toEqual([[], []])
    for (const other of [again, anew])
      for (const file of [...readdirSync(join(out, 'train')).map((name) => `train/${name}`), 'train.json'])
        expect(readFileSync(join(other, file)).equals(readFileSync(join(out, file)))).toBe(true)
  })

  it('is reported in JSON', async () => {
    const { out: text } = await packed(join(data, 'train.json'), join(root, 'json'), { json: true })
    expect(JSON.parse(text)).toMatchObject({
      splits: [{ name: 'train', shards: 3, written: { images: COUNT, objects: 2 * COUNT }, faults: { fatal: 0 } }],
    })
  })
})

describe('what cannot be packed leaves nothing behind', () => {
  const bad = (name: string, file: string): string => {
    mkdirSync(join(root, name, 'train'), { recursive: true })
    writeFileSync(
      join(root, name, 'train.json'),
      annotations([1], () => file),
    )
    return join(root, name)
  }

  it.each([
    ['a missing image', 'none.png', ['data: missing image']],
    ['an image outside', '../../data/train/1.png', ['data: file outside its folder']],
    ['an image over a link', 'link.png', ['data: file outside its folder']],
    ['a folder', '.', ['data: file outside its folder']],
  ])('%s', async (name, file, codes) => {
    const folder = bad(name.replaceAll(' ', '-'), file)
    symlinkSync(join(data, 'train', '1.png'), join(folder, 'train', 'link.png'))
    const to = join(root, `${name.replaceAll(' ', '-')}-out`)
    expect((await packed(folder, to)).codes).toEqual(codes)
    expect(existsSync(to)).toBe(false)
  })

  it('nor is anything written over', async () => {
    expect((await packed(data, out)).codes).toEqual(['output: something is there'])
  })
})

describe('a size', () => {
  it.each([
    ['65536', 65_536],
    ['64KiB', 65_536],
    ['1.5 MB', 1_500_000],
    ['2gib', 2 ** 31],
  ])('%s', (text, bytes) => {
    expect(sizeTyped('--size', text)).toEqual(E.right(bytes))
  })
  it.each(['', '1', 'MiB', '-1MiB', '1e9', '512 XiB', '9'.repeat(400), 'constructor'])('not %s', (text) => {
    expect(pipe(sizeTyped('--size', text), E.isLeft)).toBe(true)
  })
})
