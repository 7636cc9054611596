import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchesOf } from '../../../cli/training/loading.ts'
import { type Splits, splitsOf } from '../../../cli/training/sources.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { tiles } from '../../../graphs/experiment/tiles.ts'
import { filesIn } from '../../../stdlib/data/files.ts'
import { packShards } from '../../../stdlib/data/shards/pack.ts'
import { writeDataFolder } from './folder.ts'
import { tiny } from './tiny.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-loading-'))
beforeAll(() => writeDataFolder(folder, tiny().classes, { train: 5, valid: 1 }))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const data: Experiment['data'] = { kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'background' }
const augment: Experiment['input']['augment'] = {
  copyPaste: { probability: 0.5, copies: 2, size: 20, others: true, overlap: 0 },
  mosaic: { probability: 0.5, cell: 40, keep: { part: 0.2, side: 1 } },
  scales: { sizes: [24, 32], per: 'sample' },
  photometric: { brightness: 32, contrast: [0.5, 1.5], saturation: [0.5, 1.5], hue: 18 },
}

const read = async (e: Experiment): Promise<Splits> => {
  const splits = await splitsOf(e)()
  if (E.isLeft(splits)) throw new Error(splits.left.message)
  return splits.right
}

/** Overwrites the headers of shards, so that whoever reads them again fails; the shards look as they did. */
const forgetHeaders = (shards: string): void => {
  for (const name of readdirSync(shards)) {
    const file = openSync(join(shards, name), 'r+')
    writeSync(file, Buffer.alloc(512, 1), 0, 512, 0)
    closeSync(file)
    utimesSync(join(shards, name), 1, 1)
  }
}

/** Copies of the batches of some steps, as they are fed. */
const take = async (e: Experiment, workers: number, first: number, count: number): Promise<readonly unknown[]> =>
  taken(e, await read(e), workers, first, count)

const taken = async (e: Experiment, splits: Splits, workers: number, first: number, count: number): Promise<readonly unknown[]> => {
  const out: unknown[] = []
  for await (const batch of batchesOf(e, { seed: 7, workers }, splits)(first)) {
    out.push(
      E.isLeft(batch)
        ? batch.left
        : structuredClone({ ...batch.right, views: Object.entries(batch.right.views).map(([k, v]) => [k, [...v]]) }),
    )
    if (out.length === count) break
  }
  return out
}

describe('what training is fed', () => {
  it('is the same by any number of workers, and from the middle, bit for bit', async () => {
    const e = tiny({ data, method: setAsPublished, input: { ...tiny().input, resize: 'keep-ratio', augment } })
    const whole = await take(e, 0, 0, 8)
    expect(new Set(whole.map((b) => JSON.stringify(b))).size).toBe(8)
    expect(await take(e, 1, 0, 8)).toEqual(whole)
    expect(await take(e, 3, 0, 8)).toEqual(whole)
    expect(await take(e, 2, 5, 3)).toEqual(whole.slice(5))
  })
  it('is the same of tiles out of shards, with other pictures mixed in and a scale a batch, over the end of an epoch', async () => {
    const packed = mkdtempSync(join(tmpdir(), 'fovea-loading-shards-'))
    for (const split of ['train', 'valid']) {
      mkdirSync(join(packed, split))
      cpSync(join(folder, `${split}.json`), join(packed, `${split}.json`))
      const files = await filesIn(join(folder, split))()
      if (E.isLeft(files)) throw new Error(files.left.message)
      const names = await files.right.list(() => true)()
      if (E.isLeft(names)) throw new Error(names.left.message)
      // As small as shards can be, so that there are several.
      const shards = await packShards({ folder: join(packed, split), size: 0, tell: () => undefined })(files.right, names.right)()
      expect(E.isRight(shards) && shards.right.length).toBe(split === 'train' ? 5 : 1)
      for (const name of readdirSync(join(packed, split))) utimesSync(join(packed, split, name), 1, 1)
    }
    const cut = { ...tiles.aitod, size: { width: 40, height: 32 }, overlap: { width: 20, height: 16 } }
    const input = {
      ...tiny().input,
      resize: 'keep-ratio' as const,
      augment: { ...augment, scales: { sizes: [24, 32], per: 'batch' as const } },
    }
    const of = (folderOf: string): Experiment => {
      const { training } = tiny()
      return tiny({ data: { ...data, folder: folderOf }, tiles: cut, input, training: { ...training, batch: 3, sampling: 'shuffle' } })
    }
    const splits = await read(of(packed))
    // 5 pictures of 3 × 2 tiles: ten batches of 3 are an epoch.
    expect(splits.train.length).toBe(30)
    const whole = await take(of(folder), 0, 0, 14)
    expect(new Set(whole.map((b) => JSON.stringify(b))).size).toBe(14)
    expect(await take(of(packed), 0, 0, 14)).toEqual(whole)
    expect(await take(of(packed), 3, 0, 14)).toEqual(whole)
    expect(await take(of(packed), 2, 8, 5)).toEqual(whole.slice(8, 13))
    // Headers of shards are read once, by the training thread.
    forgetHeaders(join(packed, 'train'))
    expect(await taken(of(packed), splits, 2, 8, 5)).toEqual(whole.slice(8, 13))
    expect(await taken(of(packed), splits, 0, 8, 5)).toEqual(whole.slice(8, 13))
    expect(await splitsOf(of(packed))()).toMatchObject(E.left({ code: 'shard: broken' }))
    rmSync(packed, { recursive: true })
  })
  it('is so without augmentation, on scenes', async () => {
    expect(await take(tiny(), 2, 1, 5)).toEqual(await take(tiny(), 0, 1, 5))
  })
})

it('a picture that a worker cannot read is an issue with its file', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'fovea-loading-'))
  await writeDataFolder(broken, tiny().classes, { train: 1, valid: 1 })
  writeFileSync(join(broken, 'train', '0.png'), 'no image')
  const e = tiny({ data: { ...data, folder: broken } })
  const found = await Promise.all([0, 2].map((workers) => take(e, workers, 0, 3)))
  rmSync(broken, { recursive: true })
  expect(found[0]).toHaveLength(1)
  expect(found[0]).toMatchObject([{ code: 'image: broken' }])
  expect(found[1]).toEqual(found[0])
})
