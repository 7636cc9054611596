import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anchoringNames } from '../../../cli/commands/data/coverage.ts'
import { extentOf } from '../../../cli/data/coverage.ts'
import { sampled } from '../../../cli/data/counting.ts'
import { truthsIn, truthsOf } from '../../../cli/data/truths.ts'
import { splitsOf } from '../../../cli/training/sources.ts'
import { anchorings } from '../../../graphs/experiment/anchoring.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { shared } from '../../stdlib/data/shared.ts'
import { writeDataFolder } from '../training/folder.ts'
import { tiny } from '../training/tiny.ts'
import { codeOf, covered, type Said } from './said.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-coverage-'))
const scenes = tiny()
const coco = tiny({ name: 'coco', data: { kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'background' } })
const [file, data] = [join(folder, 'experiments.json'), join(folder, 'train.json')]
const write = (...experiments: readonly Experiment[]): string => {
  writeFileSync(file, JSON.stringify(experiments))
  return file
}
beforeAll(() => writeDataFolder(folder, scenes.classes, { train: 4, valid: 2 }))
afterAll(() => rmSync(folder, { recursive: true }))

interface Json {
  readonly coverage: readonly {
    readonly names: readonly string[]
    readonly unit: string
    readonly images: number
    readonly levels: readonly { readonly name: string; readonly stride: number }[]
    readonly bins: readonly {
      readonly boxes: number
      readonly total: readonly number[]
      readonly levels: readonly (readonly number[])[]
      readonly lowQuality: number
    }[]
    readonly warnings: readonly { readonly code: string; readonly hint: string }[]
  }[]
}
const jsonOf = ({ result, out }: Said): Json['coverage'] => {
  expect(result).toEqual(E.right(0))
  return (JSON.parse(out) as Json).coverage
}
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const right = <A>(e: E.Either<unknown, A>): A => (E.isRight(e) ? e.right : expect.fail(JSON.stringify(e.left)))

describe('data coverage', () => {
  it('tells of an experiment’s own points, once for experiments that differ in their method alone', async () => {
    const both = write(scenes, { ...scenes, name: 'set', method: setAsPublished }, { ...coco, name: 'other' })
    const found = jsonOf(await covered(both, { json: true }))
    expect(found.map(({ names, images, unit }) => [names, images, unit])).toEqual([
      [['tiny', 'set'], 6, 'point'],
      [['other'], 4, 'point'],
    ])
    for (const { bins, levels } of found) {
      expect(levels.map(({ name, stride }) => [name, stride])).toEqual([
        ['P2', 4],
        ['P3', 8],
        ['P4', 16],
        ['P5', 32],
      ])
      for (const bin of bins) for (const counts of [bin.total, ...bin.levels]) expect(sum(counts)).toBe(bin.boxes)
    }
    const wide = { ...scenes, name: 'wide', detector: { ...scenes.detector, assigner: { radius: 3, bounds: null } } }
    expect(jsonOf(await covered(write(scenes, wide), { json: true }))).toHaveLength(2)
    write(scenes, { ...scenes, name: 'set', method: setAsPublished }, { ...coco, name: 'other' })
    expect(jsonOf(await covered(both, { json: true, only: 'other' })).map(({ names }) => names)).toEqual([['other']])
  })

  it('draws a table that fits, with a heat bar where there is room, and warns on standard error', async () => {
    for (const columns of [40, 64, 100, Infinity]) {
      const { out, warned } = await covered(undefined, { data, anchors: 'faster-aitod' }, columns)
      const lines = out.split('\n').slice(1)
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(Math.min(80, columns))
      expect(out).toMatch(columns < 72 ? /^ {2}8–16 +4 +100 +0 +0 +0 +0$/m : /tiny 8–16 +4 +100\.0 % +0\.0 %/)
      expect(/░{6}/.test(out)).toBe(columns > 75)
      expect(warned.map(({ code, message }) => [code, message])).toEqual([
        ['coverage: not learned', 'no box of 8 to 16 px gets a positive anchor'],
      ])
      expect(warned[0]?.hint).toContain('a scale of 4 at stride 4 makes them 16 px')
    }
  })

  it('warns of RetinaNet’s low-quality matches, and has nothing to say where every box is learned', async () => {
    const [retina] = jsonOf(await covered(undefined, { data, anchors: 'retinanet-aitod', json: true }))
    expect(retina?.bins[2]).toMatchObject({ boxes: 4, lowQuality: 4 })
    expect(retina?.warnings.map(({ code }) => code)).toEqual(['coverage: low quality'])
    expect((await covered(undefined, { data, anchors: 'faster-rfla-aitod' })).warned).toEqual([])
  })

  it('warns of a detector whose points are too far apart for its objects', async () => {
    const coarse = { ...coco.detector, neck: { ...coco.detector.neck, from: ['C4', 'C5'] as const } }
    const { warned } = await covered(write({ ...coco, detector: coarse }))
    expect(warned.map(({ code }) => code)).toEqual(['coverage: not learned'])
    expect(warned[0]?.hint).toContain('neck.from with C3, stride 8')
  })

  it('takes anchors from a file, and says what is wrong with it', async () => {
    const own = join(folder, 'anchors.json')
    const [faster] = anchorings.filter(({ name }) => name === 'faster-tinyperson')
    writeFileSync(own, JSON.stringify({ ...faster, name: 'mine' }))
    const [mine] = jsonOf(await covered(undefined, { data, anchors: own, json: true }))
    const [theirs] = jsonOf(await covered(undefined, { data, anchors: 'faster-tinyperson', json: true }))
    expect([mine?.names, mine?.bins]).toEqual([['mine'], theirs?.bins])
    writeFileSync(own, JSON.stringify({ ...faster, boarder: 0 }))
    const wrong = await covered(undefined, { data, anchors: own })
    expect(codeOf(wrong)).toBe('anchors: unknown key')
    expect(E.isLeft(wrong.result) ? wrong.result.left[0].hint : '').toContain('border')
  })

  it('counts the anchors at an experiment’s input in place of its points', async () => {
    const [found] = jsonOf(await covered(write(coco), { anchors: 'faster-tinyperson', json: true }))
    expect(found).toMatchObject({ names: ['faster-tinyperson in place of coco'], unit: 'anchor', images: 4 })
  })

  it('refuses half of what it needs, and options that are wrong', async () => {
    const refused = async (...of: Parameters<typeof covered>): Promise<string> => codeOf(await covered(...of))
    expect(await refused(undefined)).toBe('coverage: what of what')
    expect(await refused(undefined, { data })).toBe('coverage: what of what')
    expect(await refused(undefined, { data, anchors: 'retinanet-aitop' })).toBe('coverage: anchors')
    expect(await refused(undefined, { data, anchors: 'faster-aitod', size: '800' })).toBe('coverage: size')
    expect(await refused(write(coco), { size: '8x8' })).toBe('coverage: size')
    expect(await refused(write(coco), { sample: '0' })).toBe('coverage: number')
    expect(await refused(write(coco), { only: 'none' })).toBe('coverage: only')
    expect(extentOf('1333x800')).toEqual(E.right({ width: 1333, height: 800 }))
  })

  it('knows each of the published anchors by its name', () => {
    expect(anchorings.map(({ name }) => name)).toEqual([...anchoringNames])
  })

  const seals = shared('data/seals/train.json')
  it.skipIf(seals.absent)('shows on real seals why tiny objects were not found: no anchor of 32 px learns one', async () => {
    const none = async (anchors: string): Promise<readonly (number | undefined)[]> => {
      const [found] = jsonOf(await covered(undefined, { data: seals.path, anchors, sample: '60', json: true }))
      return [found?.bins[2]?.boxes, found?.bins[2]?.total[0]]
    }
    const [boxes, at8] = await none('faster-aitod')
    expect(boxes).toBeGreaterThan(100)
    expect(at8).toBe(boxes)
    expect((await none('faster-tinyperson'))[1]).toBeLessThan((boxes ?? 0) / 20)
  })
})

describe('what is to be learned', () => {
  it.each(['fixed', 'keep-ratio'] as const)('is what training is given, resized alike: %s', async (resize) => {
    for (const base of [coco, scenes]) {
      const e: Experiment = { ...base, input: { ...base.input, resize, size: 40 } }
      const [truths, splits] = [right(await truthsOf(e, undefined)()), right(await splitsOf(e)())]
      expect(truths.length).toBe(splits.train.length)
      for (let i = 0; i < truths.length; i++) {
        const [truth, item] = [right(await truths.at(i)()), right(await splits.train.sample(i)())]
        expect(truth.boxes).toEqual(item.truth.boxes)
        expect(truth.image).toEqual({ width: item.picture.width, height: item.picture.height })
        expect(truth.canvas).toEqual({ width: 40, height: 40 })
      }
    }
  })

  it('has sizes of the files, or of the input where the experiment counts there', async () => {
    const at = async (scale: 'input' | 'original') =>
      right(await right(await truthsOf({ ...coco, test: { ...coco.test, scale } }, undefined)()).at(0)())
    const [original, input] = [await at('original'), await at('input')]
    expect(original.sized).toEqual([[4, 8, 16, 20]])
    expect(input.sized).toEqual(input.boxes)
    expect(original.boxes).toEqual(input.boxes)
  })

  it('without an experiment is resized into a size, whichever way the image lies, and padded to multiples of 32', async () => {
    const at = async (size: { width: number; height: number } | undefined) =>
      right(await right(await truthsIn({ path: data, from: undefined }, size)()).at(0)())
    expect(await at(undefined)).toMatchObject({ image: { width: 64, height: 48 }, canvas: { width: 64, height: 64 } })
    expect((await at({ width: 120, height: 96 })).image).toEqual({ width: 120, height: 90 })
    expect((await at({ width: 96, height: 200 })).image).toEqual({ width: 128, height: 96 })
  })
})

describe('a sample', () => {
  it('is so many different indices in order, always the same', () => {
    const some = sampled(100, 7)
    expect(new Set(some).size).toBe(7)
    expect(some).toEqual([...some].sort((a, b) => a - b))
    expect(sampled(100, 7)).toEqual(some)
    expect(sampled(3, 7)).toEqual([0, 1, 2])
    expect(sampled(3, undefined)).toEqual([0, 1, 2])
  })
})
