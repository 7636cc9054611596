import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { readGroundTruth } from '../../../cli/detection/ground-truth.ts'
import { files } from '../../stdlib/data/check/folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-truth-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the ground truth of a detection', () => {
  it('is a folder in any format: its images by name, and the classes that it numbers otherwise', async () => {
    await files(folder, { 'annotations/b.txt': '1,2,3,4,1,4,0,0\n', 'annotations/a.txt': '', 'images/a.jpg': '', 'images/b.jpg': '' })
    const read = async (id: number) => {
      const found = await readGroundTruth(folder, [{ id, name: 'car' }])()
      return (
        E.isRight(found) && [found.right.images.map((image) => [image.id, image.file_name]), found.right.warnings.map(({ code }) => code)]
      )
    }
    const images = [
      [1, 'a.jpg'],
      [2, 'b.jpg'],
    ]
    expect(await read(4)).toEqual([images, []])
    expect(await read(1)).toEqual([images, ['detect: category number']])
  })

  it('is COCO’s JSON, which need not have annotations', async () => {
    await files(folder, { 'truth.json': '{"images": [{"id": 7, "file_name": "x.png", "width": 4, "height": 3}]}' })
    const found = await readGroundTruth(join(folder, 'truth.json'), [])()
    expect(E.isRight(found) && found.right.images).toEqual([{ id: 7, file_name: 'x.png', width: 4, height: 3 }])
  })
})
