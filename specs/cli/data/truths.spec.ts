import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { truthsOf } from '../../../cli/data/truths.ts'
import { splitsOf } from '../../../cli/training/sources.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
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
  await alike(tiny({ data: { kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'background' }, ...change }))
})

it('is that of the experiment’s own files in any format, with the experiment’s classes', async () => {
  const at = join(folder, 'dota')
  mkdirSync(join(at, 'labelTxt'), { recursive: true })
  cpSync(join(folder, 'train'), join(at, 'images'), { recursive: true })
  for (const name of readdirSync(join(at, 'images')))
    writeFileSync(
      join(at, 'labelTxt', name.replace(/\.\w+$/, '.txt')),
      `8 8 16 8 16 16 8 16 ${classes[0]?.name ?? ''} 0\n0 0 9 0 9 7 0 7 other 0\n`,
    )
  const split = { path: at, images: null }
  const [first] = classes
  await alike(
    tiny({
      classes: first === undefined ? [] : [first],
      data: { kind: 'files', format: 'dota', train: split, valid: split, empty: 'background' },
    }),
  )
})

const alike = async (e: Experiment): Promise<void> => {
  const [truths, { train }] = [right(await truthsOf(e, undefined)()), right(await splitsOf(e)())]
  expect(truths.length).toBe(train.length)
  expect(train.length).toBeGreaterThan(0)
  for (let i = 0; i < train.length; i++) {
    const { picture, truth } = right(await train.sample(i)())
    expect(right(await truths.at(i)())).toMatchObject({ image: { width: picture.width, height: picture.height }, boxes: truth.boxes })
  }
}
