import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { truthsOf } from '../../../cli/data/truths.ts'
import { splitsOf } from '../../../cli/training/sources.ts'
import { tiles } from '../../../graphs/experiment/tiles.ts'
import { right } from '../../stdlib/data/tiles/arbitrary.ts'
import { writeDataFolder } from '../training/folder.ts'
import { tiny } from '../training/tiny.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-truths-'))
const { classes } = tiny()
beforeAll(() => writeDataFolder(folder, classes, { train: 3, valid: 1 }))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const cut = { ...tiles.aitod, size: { width: 24, height: 24 }, overlap: { width: 12, height: 12 } }
it.each([
  ['whole images', {}] as const,
  ['tiles', { tiles: cut }] as const,
  ['tiles with objects', { tiles: { ...cut, empty: 'drop' as const } }] as const,
])('what is counted before training is what training sees: %s', async (_, change) => {
  const e = tiny({ data: { kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'background' }, ...change })
  const [truths, { train }] = [right(await truthsOf(e, undefined)()), right(await splitsOf(e)())]
  expect(truths.length).toBe(train.length)
  for (let i = 0; i < train.length; i++) {
    const { picture, truth } = right(await train.sample(i)())
    expect(right(await truths.at(i)())).toMatchObject({ image: { width: picture.width, height: picture.height }, boxes: truth.boxes })
  }
})
