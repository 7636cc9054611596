import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, expect, it } from 'vitest'
import { compared } from '../../../cli/evaluation/read.ts'
import { formats } from '../../../stdlib/data/formats/index.ts'
import { shared } from '../../stdlib/data/shared.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-regions-'))
afterAll(() => rmSync(root, { recursive: true }))

const right = <A>(found: E.Either<unknown, A>): A => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}

const real = shared('data/formats/visdrone/val')
it.skipIf(real.absent)(
  'VisDrone’s validation set gives its protocol the same targets, regions and detections after its conversion to COCO',
  async () => {
    const { dataset } = right(await formats.visdrone.read({ path: real.path })())
    const [json, found] = [join(root, 'val.json'), join(root, 'found.json')]
    expect(right((await formats.coco.write?.(json)(dataset)()) ?? E.left('not written')).losses).not.toContainEqual({
      what: expect.stringMatching(/region/) as unknown,
      count: expect.anything() as unknown,
    })
    // One detection beside each box, some inside regions.
    const detections = dataset.images.flatMap(({ id, objects }) =>
      objects.map(({ box: [x1, y1, x2, y2], label = 3 }, i) => ({
        image_id: id,
        category_id: Math.min(label, 9) + 1,
        bbox: [x1 + (i % 3), y1, x2 - x1, y2 - y1],
        score: 1 - i / 1000,
      })),
    )
    writeFileSync(found, JSON.stringify(detections))
    for (const protocol of ['visdrone', 'coco']) {
      const by = async (groundTruth: string) => right(await compared({ groundTruth, detections: found, protocol })()).comparison
      const [text, converted] = [await by(real.path), await by(json)]
      expect(text.regions?.count).toBeGreaterThan(100)
      if (protocol === 'visdrone') {
        expect(converted.regions).toEqual(text.regions)
        expect(converted.targets).toEqual(text.targets)
        expect(converted.found).toEqual(text.found)
        expect(converted.categories).toEqual(text.categories)
      }
      expect(converted.regions?.count).toBe(text.regions?.count)
    }
    expect(readFileSync(json, 'utf8')).toContain('"ignored regions"')
  },
)
