import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { CheckOptions } from '../../../cli/commands/data/check.ts'
import { check } from '../../../cli/data/check.ts'
import { files, noise } from '../../stdlib/data/check/folder.ts'

export interface Called {
  /** Undefined where there are issues. */
  readonly code: number | undefined
  readonly out: string
  readonly err: string
  readonly issues: readonly string[]
}

export const called = async (
  path: string,
  o: CheckOptions = {},
  world: { readonly columns?: number; readonly live?: boolean } = {},
): Promise<Called> => {
  const got = { out: '', err: '', now: 0 }
  const result = await check({
    show: (parts) => {
      for (const part of parts) got.out += part
      return Promise.resolve()
    },
    err: (text) => (got.err += text),
    paper: () => ({ columns: world.columns ?? Infinity, colour: false }),
    live: world.live === true,
    now: () => (got.now += 60),
  })(path, o)()
  return E.isLeft(result)
    ? { ...got, code: undefined, issues: result.left.map(({ code, message }) => `${code}: ${message}`) }
    : { ...got, code: result.right, issues: [] }
}

export interface Json {
  readonly counts: Readonly<Record<string, number>>
  readonly splits: readonly { readonly name: string; readonly images: number; readonly boxes: number }[]
  readonly faults: readonly {
    readonly kind: string
    readonly severity: string
    readonly split: string
    readonly path: readonly string[]
    readonly training: string | null
  }[]
}
export const json = async (path: string, o: CheckOptions = {}): Promise<Json> =>
  JSON.parse((await called(path, { ...o, json: true })).out) as Json
export const told = ({ faults }: Json, of: readonly string[] = ['fatal', 'wrong']) =>
  faults.filter(({ severity }) => of.includes(severity)).map(({ split, kind, path }) => [split, kind, ...path.slice(1)].join(' '))

type Bbox = readonly [number, number, number, number]
export const coco = (
  images: readonly (readonly [id: number, file: string, width?: number])[],
  boxes: readonly (readonly [image: number, bbox: Bbox])[],
) =>
  JSON.stringify({
    images: images.map(([id, file_name, width = 20]) => ({ id, file_name, width, height: 10 })),
    annotations: boxes.map(([image_id, bbox], i) => ({ id: i + 1, image_id, category_id: 1, bbox, iscrowd: 0, area: bbox[2] * bbox[3] })),
    categories: [{ id: 1, name: 'ship' }],
  })
export const png = (seed: number): Promise<Buffer> => noise(seed).png().toBuffer()

/** Writes a data set without a defect, `good`, and one with `defects`, `bad`. */
export const writeSets = async (at: (name: string) => string): Promise<void> => {
  await files(at('good'), {
    'train.json': coco([[1, 'a.png']], [[1, [1, 1, 4, 5]]]),
    'valid.json': coco([[1, 'a.png']], [[1, [2, 1, 4, 5]]]),
    'train/a.png': png(1),
    'valid/a.png': png(2),
  })
  const short = await png(4)
  await files(at('bad'), {
    'train.json': coco(
      [
        [1, 'a.png'],
        [2, 'b/short.png'],
        [3, 'none.png'],
        [4, 'size.png', 30],
        [5, 'a.png'],
        [6, 'same.png'],
        [7, 'also.png'],
      ],
      [
        [1, [1, 1, 4, 5]],
        [1, [1, 1, 4, 5]],
        [1, [2, 2, 0, 5]],
        [1, [40, 2, 3, 5]],
        [5, [3, 3, 4, 5]],
        [6, [-1, 1, 4, 5]],
      ],
    ),
    'valid.json': coco([[1, 'x.png']], [[1, [1, 1, 4, 5]]]),
    'train/a.png': png(3),
    'train/b/short.png': Promise.resolve(short.subarray(0, short.length - 100)),
    'train/size.png': png(5),
    'train/same.png': png(6),
    'train/also.png': png(7),
    'valid/x.png': noise(6).webp({ lossless: true }).toBuffer(),
  })
}

export const defects = [
  'train image listed twice a.png',
  'train missing image none.png',
  'train unreadable image b/short.png',
  'train another size than annotated size.png',
  'train picture in two splits same.png',
  'train box of no size annotations 2',
  'train box outside its image annotations 3',
  'train box twice annotations 1',
]

/** Every file below a folder, with what it holds. */
export const contents = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'base64')]),
  )
