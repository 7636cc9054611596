import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Asked, Seen } from '../../../cli/detection/find.ts'
import { findByTiles } from '../../../cli/detection/find-by-tiles.ts'
import type { DetectorSession } from '../../../cli/training/detector.ts'
import { issue } from '../../../dsl/core/issue.ts'
import { merging } from '../../../stdlib/data/tiles/merging.ts'
import { checked } from '../../stdlib/data/tiles/arbitrary.ts'
import { writePicture } from '../training/folder.ts'
import { tiny } from '../training/tiny.ts'

let root = ''
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fovea-find-'))
  await writePicture(join(root, 'wide.png'), 52, 32)
  await writePicture(join(root, 'small.png'), 8, 16, 1, 1, 4)
  writeFileSync(join(root, 'broken.png'), 'no picture')
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

/** Finds one thing in the middle of whatever it is shown. */
const middle: DetectorSession = {
  batch: 4,
  detect: (items) => TE.right(items.map(() => [{ box: [4, 4, 8, 8], score: 0.5, label: 1 }])),
  close: () => undefined,
}
const e = tiny({ input: { ...tiny().input, size: 32, resize: 'keep-ratio' } })
const asked: readonly Asked[] = ['wide.png', 'none.png', 'broken.png', 'small.png'].map((file, i) => ({
  file,
  id: i === 3 ? undefined : 7 + i,
}))
const found = async (fails = false) => {
  const got = { seen: [] as Seen[], unread: [] as string[] }
  const result = await findByTiles(e, middle, { tiling: checked(32, 12), merging })(
    asked.map((a) => ({ ...a, file: join(root, a.file) })),
    {
      seen: (seen) => (got.seen.push(seen), fails ? TE.left(issue('detect: drawing', 'is full', 'free space')) : TE.right(undefined)),
      unread: ({ code }) => got.unread.push(code),
      tiles: () => undefined,
    },
  )()
  return { result, ...got }
}

describe('finding by tiles', () => {
  it('gives results of the whole image, and the issues of images that cannot be read', async () => {
    const { result, seen, unread } = await found()
    expect(result).toEqual(E.right(undefined))
    expect(unread).toEqual(['file: missing', 'image: broken'])
    expect(seen).toMatchObject([
      {
        asked: { id: 7 },
        picture: { width: 52, height: 32 },
        results: [
          { image_id: 7, category_id: 9, bbox: [4, 4, 4, 4], score: 0.5 },
          { image_id: 7, category_id: 9, bbox: [24, 4, 4, 4], score: 0.5 },
        ],
      },
      { asked: { id: undefined }, results: [{ bbox: [4, 4, 4, 4] }] },
    ])
  })

  it('ends where what is found cannot be told', async () => {
    const { result, seen } = await found(true)
    expect(result).toMatchObject(E.left({ code: 'detect: drawing' }))
    expect(seen).toHaveLength(1)
  })
})
