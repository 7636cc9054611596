import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import sharp, { type OutputInfo } from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { detect } from '../../cli/detect.ts'
import type { Summary } from '../../cli/events.ts'
import type { DetectOptions } from '../../cli/commands/detect.ts'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import { protocols, withMaxDets } from '../../stdlib/eval/protocols.ts'
import { evaluateSummary } from '../../stdlib/eval/summary.ts'
import { writeDataFolder, writePicture } from './training/folder.ts'
import { trainedRun } from './training/run.ts'
import { tiny } from './training/tiny.ts'
import { comparisonIn, detectionsIn } from '../stdlib/eval/from-json.ts'

const parse = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const data = mkdtempSync(join(tmpdir(), 'fovea-detect-data-'))
const trained = mkdtempSync(join(tmpdir(), 'fovea-detect-run-'))
const classes = [
  { id: 4, name: 'disc & <ring>' },
  { id: 9, name: 'bar' },
]
/** Learns the squares of the data folder well enough to be measured; pictures of 64 × 48 pixels are padded to the square input. */
const experiment = (): Experiment => {
  const e = tiny({ classes, data: { kind: 'coco', folder: data, train: 'train', valid: 'valid', empty: 'background' } })
  const schedule = { rate: 0.02, warmUp: null, decay: { kind: 'constant' } } as const
  return { ...e, input: { ...e.input, resize: 'keep-ratio' }, training: { ...e.training, steps: 160, checkpointEvery: 10, schedule } }
}
const made: { summary?: Summary } = {}
beforeAll(async () => {
  await writeDataFolder(data, classes, { train: 6, valid: 4 })
  made.summary = await trainedRun(trained, experiment())
})
afterAll(() => {
  for (const folder of [data, trained]) rmSync(folder, { recursive: true })
})

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-detect-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Ran {
  readonly result: E.Either<readonly Issue[], number>
  readonly codes: readonly string[]
  readonly out: string
  readonly err: string
  readonly warnings: readonly Issue[]
}
const ran = async (options: Partial<DetectOptions>): Promise<Ran> => {
  const got = { out: '', err: '', warnings: [] as Issue[] }
  const world = {
    out: (text: string) => (got.out += text),
    err: (text: string) => (got.err += text),
    warn: (issues: readonly Issue[]) => got.warnings.push(...issues),
    live: false,
    now: () => 0,
  }
  const result = await detect(world)({ target: 'tfjs:wasm', run: trained, images: [join(data, 'valid')], ...options })()
  return { result, codes: E.isLeft(result) ? result.left.map(({ code }) => code) : [], ...got }
}
const found = async (options: Partial<DetectOptions> = {}): Promise<readonly Detection[]> => {
  const { result, out } = await ran({ json: '-', ...options })
  expect(result).toEqual(E.right(0))
  return detectionsIn(JSON.parse(out))
}
const write = (name: string, content: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
describe('detect', () => {
  it('gives what training measured: the same AP from its results by evaluate', async () => {
    const results = await found({ groundTruth: join(data, 'valid.json') })
    const { metrics } = evaluateSummary(withMaxDets([1, 100, 300])(protocols.aitod))(comparisonIn(parse(join(data, 'valid.json')), results))
    expect(metrics).toEqual(made.summary?.metrics)
    expect(metrics.AP).toBeGreaterThan(0.1)
  })
  it('numbers images by position from 1, classes as the training data do, and keeps boxes inside the original image', async () => {
    const results = await found()
    expect([...new Set(results.map((r) => r.image_id))]).toEqual([1, 2, 3, 4])
    expect([...new Set(results.map((r) => r.category_id))].sort()).toEqual([4, 9])
    for (const {
      bbox: [x, y, w, h],
      score,
    } of results) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + w).toBeLessThanOrEqual(64 + 1e-9)
      expect(y + h).toBeLessThanOrEqual(48 + 1e-9)
      expect(score).toBeGreaterThan(0.05)
    }
  })
  it('finds the same in an image whatever it is looked at with', async () => {
    const all = await found()
    const [alone, last] = [await found({ images: [join(data, 'valid', '3.png')] }), all.filter((r) => r.image_id === 4)]
    expect(alone.map((r) => ({ ...r, image_id: 4 }))).toEqual(last)
  })
  it('takes numbers from the ground truth, by file name', async () => {
    const results = await found({
      groundTruth: join(data, 'valid.json'),
      images: [join(data, 'valid', '2.png'), join(data, 'valid', '0.png')],
    })
    expect([...new Set(results.map((r) => r.image_id))]).toEqual([12, 10])
  })
  it('needs no annotations in the ground truth', async () => {
    const groundTruth = write('images.json', { images: [{ id: 77, file_name: 'valid/1.png' }] })
    expect((await found({ groundTruth, images: [join(data, 'valid', '1.png')] })).every((r) => r.image_id === 77)).toBe(true)
  })
  it('leaves images that the ground truth does not know out of the results, with a warning', async () => {
    const groundTruth = write('images.json', { images: [{ id: 77, file_name: '1.png' }] })
    const { result, out, warnings } = await ran({ groundTruth, json: '-' })
    expect(result).toEqual(E.right(0))
    expect(detectionsIn(JSON.parse(out)).every((r) => r.image_id === 77)).toBe(true)
    expect(warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'detect: not in the ground truth: each image is in the ground truth, but 3 of 4 are not',
    ])
  })
  it('refuses a ground truth that knows none of the images, and a file that is none', async () => {
    expect((await ran({ groundTruth: write('a.json', { images: [{ id: 1, file_name: 'x.png' }] }) })).codes).toEqual([
      'detect: not in the ground truth',
    ])
    expect((await ran({ groundTruth: write('b.json', []) })).codes).toEqual(['detect: no ground truth'])
    expect((await ran({ groundTruth: write('c.json', { images: [{ id: 'one', file_name: 1 }] }) })).result).toMatchObject(
      E.left([{ path: [join(folder, 'c.json'), 'images', '0', 'id'] }, { path: [join(folder, 'c.json'), 'images', '0', 'file_name'] }]),
    )
  })
  it('warns where the ground truth numbers a class otherwise', async () => {
    const truth = { images: [{ id: 1, file_name: '0.png' }], categories: [{ id: 5, name: 'bar' }] }
    const { warnings } = await ran({ groundTruth: write('a.json', truth), images: [join(data, 'valid', '0.png')] })
    expect(warnings.map(({ code }) => code)).toEqual(['detect: category number'])
  })
  it('refuses an image of another size than its record says', async () => {
    const groundTruth = write('a.json', { images: [{ id: 1, file_name: '0.png', width: 100, height: 100 }] })
    expect((await ran({ groundTruth, images: [join(data, 'valid', '0.png')] })).codes).toContain('image: another size than annotated')
  })
  it('without --json tells how many there are of each class', async () => {
    const { result, out } = await ran({})
    expect(result).toEqual(E.right(0))
    expect(out).toMatch(/^image +disc & <ring> +bar +all$/m)
    expect(out.match(/\d\.png/g)).toEqual(['0.png', '1.png', '2.png', '3.png'])
  })
  it('writes results into folders that are not there yet, and says so', async () => {
    const json = join(folder, 'a', 'b', 'found.json')
    const { out } = await ran({ json })
    expect(detectionsIn(parse(json))).toEqual(await found())
    expect(out).toContain(json)
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['found.json'])
  })
  it('refuses to write results over a folder, before it looks at anything', async () => {
    expect((await ran({ json: folder })).codes).toEqual(['detect: output'])
  })
})

describe('detect by tiles', () => {
  it('of the size of the images finds what it finds without', async () => {
    expect(await found({ tile: '64x48', overlap: '8' })).toEqual(await found())
  })
  it('finds in each image, inside of it, and says how', async () => {
    const { out, err } = await ran({ json: '-', tile: '40', overlap: '20', merge: 'fusion' })
    const results = detectionsIn(JSON.parse(out))
    expect([...new Set(results.map((r) => r.image_id))]).toEqual([1, 2, 3, 4])
    for (const { bbox } of results) {
      expect(Math.min(bbox[0], bbox[1])).toBeGreaterThanOrEqual(0)
      expect([bbox[0] + bbox[2] <= 64, bbox[1] + bbox[3] <= 48]).toEqual([true, true])
    }
    expect(err).toContain('tiles of 40×40 with overlap 20×20; merged by weighted fusion')
    expect(err).toContain('no limit on the detections of an image; at most 300 detections a tile')
  })
  it('refuses an overlap as large as the tile, before it looks at anything', async () => {
    expect((await ran({ tile: '40', overlap: '40' })).codes).toEqual(['tiles: overlap'])
  })
})

describe('detect with --draw', () => {
  const pixels = (file: string): Promise<{ data: Buffer; info: OutputInfo }> => sharp(file).raw().toBuffer({ resolveWithObject: true })

  it('writes a picture an image, none over another, none outside', async () => {
    const images = join(folder, 'in')
    mkdirSync(join(images, 'deep'), { recursive: true })
    for (const name of ['a.png', 'deep/a.png', 'deep/A.tif', 'b.png']) cpSync(join(data, 'valid', '0.png'), join(images, name))
    const draw = join(images, 'drawn')
    expect((await ran({ images: [images], draw })).result).toEqual(E.right(0))
    expect(readdirSync(draw).sort()).toEqual(['A-3.png', 'a-1.png', 'a-4.png', 'b.png'].sort())
    expect((await ran({ images: [images], draw })).result).toEqual(E.right(0))
    expect(readdirSync(draw)).toHaveLength(4)
    expect(readdirSync(folder)).toEqual(['in'])
  })
  it('draws on the picture itself, enlarged a whole number of times', async () => {
    const draw = join(folder, 'drawn')
    await ran({ images: [join(data, 'valid', '0.png')], draw })
    const [{ info, data: drawn }, { data: plain }] = await Promise.all([pixels(join(draw, '0.png')), pixels(join(data, 'valid', '0.png'))])
    expect([info.width, info.height]).toEqual([640, 480])
    const same = Array.from({ length: 64 * 48 }, (_, i) => {
      const [x, y] = [i % 64, Math.floor(i / 64)]
      const at = 3 * ((10 * y + 5) * 640 + 10 * x + 5)
      return [0, 1, 2].every((c) => drawn[at + c] === plain[3 * i + c])
    }).filter((s) => s).length
    expect(same).toBeGreaterThan(0.3 * 64 * 48)
    expect(same).toBeLessThan(64 * 48)
  })
  it('never writes over an image that it reads', async () => {
    const file = join(folder, 'a.png')
    await writePicture(file, 40, 40)
    const before = readFileSync(file)
    expect((await ran({ images: [file], draw: folder })).codes).toEqual(['detect: output'])
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

describe('detect refuses', () => {
  it('paths that are not there and folders without images, all at once', async () => {
    expect((await ran({ images: [join(folder, 'none.png'), folder], run: join(folder, 'no-run') })).codes).toEqual([
      'file: missing',
      'file: missing',
      'detect: no images',
    ])
  })
  it('an image that can’t be read, once the others are done', async () => {
    cpSync(join(data, 'valid'), join(folder, 'in'), { recursive: true })
    truncateSync(join(folder, 'in', '1.png'), 60)
    write('in/3.png', 'no picture')
    const json = join(folder, 'found.json')
    const { result } = await ran({ images: [join(folder, 'in')], json, draw: join(folder, 'drawn') })
    expect(result).toMatchObject(
      E.left([
        { code: 'image: broken', path: [join(folder, 'in', '1.png')] },
        { code: 'image: broken', path: [join(folder, 'in', '3.png')] },
        { code: 'detect: incomplete', message: '2 of 4 images cannot be read; the results of the other 2 are complete' },
      ]),
    )
    expect(detectionsIn(parse(json))).toEqual((await found()).filter((r) => r.image_id === 1 || r.image_id === 3))
    expect(readdirSync(join(folder, 'drawn')).sort()).toEqual(['0.png', '2.png'])
  })
  it('to write anything where no image can be read', async () => {
    const json = join(folder, 'found.json')
    expect((await ran({ images: [write('a.png', 'none')], json })).codes).toEqual(['image: broken', 'detect: incomplete'])
    expect(existsSync(json)).toBe(false)
  })
})
