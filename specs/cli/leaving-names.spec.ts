import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check } from '../../cli/data/check.ts'
import { convert } from '../../cli/data/convert.ts'
import { inspect } from '../../cli/data/inspect.ts'
import { shard } from '../../cli/data/shard.ts'
import { evaluateFiles } from '../../cli/evaluate.ts'
import type { Issue } from '../../dsl/core/issue.ts'
import { builtIn } from '../../stdlib/data/formats/classes.ts'
import { type FormatName, formatNames } from '../../stdlib/data/formats/names.ts'
import { trainingOn } from './training/training-on.ts'

const root = mkdtempSync(join(tmpdir(), 'leaving-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Colours that nothing else here has. */
const SECRET = [250, 0, 190] as const
const OWN = [90, 120, 100] as const
const WIDTH = 40
const HEIGHT = 30

const painted = ([r, g, b]: readonly [number, number, number]) =>
  sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer()

/** A data set that names a picture beside its folder of images in every way. */
const names = ['own.png', '../secret.png', 'link.png', join(root, 'secret.png'), 'sub/../../secret.png', 'into/secret.png']
const images = join(root, 'images')
const annotations = join(root, 'images.json')
beforeAll(async () => {
  mkdirSync(join(images, 'sub'), { recursive: true })
  mkdirSync(join(root, 'elsewhere'))
  writeFileSync(join(images, 'own.png'), await painted(OWN))
  for (const file of ['secret.png', 'elsewhere/secret.png']) writeFileSync(join(root, file), await painted(SECRET))
  symlinkSync(join(root, 'secret.png'), join(images, 'link.png'))
  symlinkSync(join(root, 'elsewhere'), join(images, 'into'))
  const all = {
    images: names.map((file_name, i) => ({ id: i + 1, file_name, width: WIDTH, height: HEIGHT })),
    annotations: names.map((_, i) => ({ id: i + 1, image_id: i + 1, category_id: 1, bbox: [2, 2, 9, 9], area: 81, iscrowd: 0 })),
    categories: [{ id: 1, name: 'ship' }],
  }
  writeFileSync(annotations, JSON.stringify(all))
  writeFileSync(
    join(root, 'found.json'),
    JSON.stringify(names.map((_, i) => ({ image_id: i + 1, category_id: 1, bbox: [20, 9, 9, 9], score: 0.9 }))),
  )
})

const near = (colour: readonly number[], data: Uint8Array, at: number): boolean =>
  colour.every((v, c) => Math.abs((data[at + c] ?? 0) - v) < 12)

/** How many of the pictures in some bytes, a file of any kind or a page, are mostly of this colour. */
const picturesOf = async (colour: readonly number[], bytes: Buffer): Promise<number> => {
  const embedded = [...bytes.toString('latin1').matchAll(/data:image\/\w+;base64,([A-Za-z0-9+/=]+)/g)].map(([, text = '']) =>
    Buffer.from(text, 'base64'),
  )
  const inside = [0x89, ...Buffer.from('PNG')].every((b, i) => bytes[i] === b) ? [bytes] : []
  let found = 0
  for (const picture of [...embedded, ...inside]) {
    const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const hits = Array.from({ length: info.width * info.height }, (_, i) => near(colour, data, i * 3)).filter(Boolean).length
    if (hits > (info.width * info.height) / 4) found++
  }
  return found
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())

const world = {
  out: () => undefined,
  show: () => Promise.resolve(),
  err: () => undefined,
  warn: () => undefined,
  live: false,
  now: () => 0,
  paper: () => ({ columns: 100, colour: false }),
}

const commands: readonly (readonly [
  name: string,
  to: string,
  run: (to: string) => TaskEither<NonEmptyArray<Issue>, unknown>,
  shows: boolean,
])[] = [
  ['data check --fix', 'fixed', (to) => check(world)(annotations, { fix: to, images }), true],
  ['data convert', 'converted', (to) => convert(world)(annotations, { to: 'yolo', out: to, images }), false],
  ['data shard', 'sharded', (to) => shard(world)(annotations, { out: to, size: '1MiB', images }), false],
  ['data inspect --html', 'inspected.html', (to) => inspect(world)(annotations, { html: to, images }), true],
  [
    'evaluate --html',
    'evaluated.html',
    (to) => evaluateFiles({ groundTruth: annotations, detections: join(root, 'found.json'), protocol: 'coco', images, html: to }),
    true,
  ],
]

describe('a name that leaves its folder brings nothing of what lies there into', () => {
  it.each(commands)('%s', async (_, name, run, shows) => {
    const to = join(root, name)
    await run(to)()
    const made = !existsSync(to) ? [] : statSync(to).isFile() ? [to] : filesBelow(to)
    const count = async (colour: readonly number[]): Promise<number> => {
      const counts = await Promise.all(made.map((path) => picturesOf(colour, readFileSync(path))))
      return counts.reduce((a, b) => a + b, 0)
    }
    expect(await count(SECRET)).toBe(0)
    if (shows) expect(await count(OWN)).toBeGreaterThan(0)
    const secret = readFileSync(join(root, 'secret.png'))
    for (const path of made) expect(readFileSync(path).includes(secret)).toBe(false)
  })

  const listing: readonly FormatName[] = formatNames.filter((name) => /coco|aitod|person/.test(name))
  it.each(listing)('training on %s, which refuses it', async (format) => {
    const categories =
      format === 'tinyperson-sea' || format === 'tinyperson-earth'
        ? (builtIn[format] ?? [])
        : [{ id: 1, name: /person/.test(format) ? 'person' : 'ship' }]
    const listed = (...files: readonly string[]) => {
      const path = join(root, `${format}-${files.length}.json`)
      const pictures = files.map((file_name, i) => ({ id: i + 1, file_name, width: WIDTH, height: HEIGHT }))
      writeFileSync(path, JSON.stringify({ images: pictures, annotations: [], categories }))
      return { path, images }
    }
    const own = listed('own.png')
    expect(await trainingOn(format, categories, own, own)).toMatchObject({ _tag: 'Right' })
    for (const file of names.slice(1)) {
      for (const [train, valid] of [[listed('own.png', file), own] as const, [own, listed('own.png', file)] as const]) {
        const found = await trainingOn(format, categories, train, valid)
        expect(E.isLeft(found) && found.left.code).toBe('data: file outside its folder')
      }
    }
  })
})
