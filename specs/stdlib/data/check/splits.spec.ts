import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dataset } from '../../../../stdlib/data/dataset.ts'
import { type Checked, checkSplits, type Depth, faultsOf } from '../../../../stdlib/data/check/splits.ts'
import { object } from './datasets.ts'
import { files, noise } from './folder.ts'
import { set } from './probed.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-splits-'))
beforeAll(() => files(root, { 'a/1.png': noise(1).png().toBuffer(), 'a/2.png': 'broken' }))
afterAll(() => rmSync(root, { recursive: true }))

const checked = async (dataset: Dataset, depth: Depth): Promise<Checked | undefined> => {
  const parts = [{ name: 'a', from: 'a.txt', reading: { dataset, faults: [] } }]
  return (await checkSplits({ depth, atOnce: 2, tell: () => undefined })(parts)())[0]
}
const kinds = async (dataset: Dataset, depth: Depth): Promise<readonly string[]> => {
  const found = await checked(dataset, depth)
  return found === undefined ? [] : faultsOf(found).map(({ issue }) => `${issue.path.at(-1) ?? ''}: ${issue.code}`)
}

/** Images whose annotations do not tell their size; the second has a box beyond the border of the first. */
const sizeless = (folder: string, names: readonly string[]): Dataset => {
  const dataset = set(root, folder, names, null)
  const ship = [{ id: 1, name: 'ship' }]
  return { ...dataset, classes: ship, images: dataset.images.map((image) => ({ ...image, objects: [object({ box: [18, 2, 25, 5] })] })) }
}

describe('images whose size only their file tells', () => {
  it('get it from there, and their boxes are held to it', async () => {
    const found = await checked(sizeless('a', ['1.png']), 'decoded')
    expect(found?.dataset.images[0]?.size).toEqual({ width: 20, height: 10 })
    expect(await kinds(sizeless('a', ['1.png']), 'decoded')).toEqual(['7: data: box across the border'])
  })
  it('are one defect where the file is missing or broken, not two', async () => {
    expect(await kinds(sizeless('a', ['2.png', '3.png']), 'decoded')).toEqual([
      '2.png: data: unreadable image',
      '3.png: data: missing image',
    ])
    expect(await kinds(sizeless('none', ['1.png', '2.png']), 'decoded')).toEqual([`${join(root, 'none')}: data: no such folder`])
  })
  it('are no defect where files are not asked for, and one where they are not decoded', async () => {
    expect(await kinds(sizeless('a', ['1.png']), 'none')).toEqual([])
    expect(await kinds(sizeless('a', ['1.png']), 'present')).toEqual(['1.png: data: unknown size'])
  })
  it('are a defect where the size that is told is none', async () => {
    const dataset = set(root, 'a', ['1.png'], { width: 0, height: 10 })
    expect(await kinds(dataset, 'none')).toContain('1.png: data: unknown size')
  })
})
