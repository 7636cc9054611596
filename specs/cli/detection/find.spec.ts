import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { find } from '../../../cli/detection/find.ts'
import type { DetectorSession } from '../../../cli/training/detector.ts'
import { issue } from '../../../dsl/core/issue.ts'
import type { Item } from '../../../stdlib/data/source.ts'
import { writePicture } from '../training/folder.ts'
import { tiny } from '../training/tiny.ts'

let root = ''
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fovea-find-'))
  await writePicture(join(root, 'wide.png'), 64, 48)
  await writePicture(join(root, 'small.png'), 8, 16, 1, 1, 4)
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

/** Finds the lower right quarter of whatever picture it is shown. */
const quarter: DetectorSession = {
  batch: 4,
  detect: (items: readonly Item[]) =>
    TE.right(items.map(({ picture: { width: w, height: h } }) => [{ box: [w / 2, h / 2, w, h], score: 0.5, label: 1 }])),
  close: () => undefined,
}
const input = tiny().input
const asked = [
  { file: 'wide.png', id: 7 },
  { file: 'none.png', id: 8 },
  { file: 'small.png', id: undefined },
]
const seen = (resize: 'fixed' | 'keep-ratio', detector = quarter) =>
  find(tiny({ input: { ...input, resize } }), detector)(asked.map((a) => ({ ...a, file: join(root, a.file) })))()

describe('finding', () => {
  it.each(['fixed', 'keep-ratio'] as const)(
    'undoes the resize (%s) exactly: a quarter of the input is a quarter of the image',
    async (resize) => {
      expect(await seen(resize)).toMatchObject(
        E.right({
          seen: [
            {
              asked: { id: 7 },
              picture: { width: 64, height: 48 },
              results: [{ image_id: 7, category_id: 9, bbox: [32, 24, 32, 24], score: 0.5 }],
            },
            { results: [{ category_id: 9, bbox: [4, 8, 4, 8] }] },
          ],
          unread: [{ code: 'file: missing', path: [join(root, 'none.png')] }],
        }),
      )
    },
  )
  it('ends where the detector itself fails', async () => {
    expect(await seen('fixed', { ...quarter, detect: () => TE.left(issue('target', 'is full', 'wait')) })).toMatchObject(
      E.left({ code: 'target' }),
    )
  })
})
