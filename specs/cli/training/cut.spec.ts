import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detect } from '../../../cli/detect.ts'
import { splitsOf, type Splits } from '../../../cli/training/sources.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { tiles } from '../../../graphs/experiment/tiles.ts'
import { protocols, withMaxDets } from '../../../stdlib/eval/protocols.ts'
import { evaluateSummary } from '../../../stdlib/eval/summary.ts'
import { right } from '../../stdlib/data/tiles/arbitrary.ts'
import { writeDataFolder } from './folder.ts'
import { trainedRun } from './run.ts'
import { tiny } from './tiny.ts'
import { readFileSync } from 'node:fs'
import { comparisonIn, detectionsIn } from '../../stdlib/eval/from-json.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-cut-'))
const classes = [
  { id: 4, name: 'disc & <ring>' },
  { id: 9, name: 'bar' },
]
beforeAll(() => writeDataFolder(folder, classes, { train: 4, valid: 4 }))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Pictures of 64 × 48 with a square of 12 at (4 + 2i, 8): two tiles, of which the left one has it. */
const experiment = (change: Partial<Extract<Experiment['tiles'], object>> = {}): Experiment => {
  const e = tiny({ classes, data: { kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'background' } })
  const schedule = { rate: 0.02, warmUp: null, decay: { kind: 'constant' } } as const
  return {
    ...e,
    input: { ...e.input, size: 48 },
    training: { ...e.training, steps: 60, checkpointEvery: 20, schedule },
    tiles: { ...tiles.aitod, size: { width: 48, height: 48 }, overlap: { width: 24, height: 24 }, ...change },
  }
}
const splits = async (e: Experiment): Promise<Splits> => right(await splitsOf(e)())

describe('an experiment on tiles', () => {
  it('trains on tiles, with or without empty ones, and is measured on images or on all tiles', async () => {
    const lengths = async (e: Experiment) => {
      const { train, valid } = await splits(e)
      return [train.length, valid.length]
    }
    expect(await lengths(experiment())).toEqual([8, 4])
    expect(await lengths(experiment({ empty: 'drop', measure: 'tiles' }))).toEqual([4, 8])
  })

  it('is given the tiles at the size of the input, their objects with them', async () => {
    const { train } = await splits({ ...experiment(), input: { ...experiment().input, size: 24 } })
    const [left, beside] = [right(await train.sample(0)()), right(await train.sample(1)())]
    expect([left.width, left.height, left.picture.width, left.truth.boxes]).toEqual([48, 48, 24, [[2, 4, 8, 10]]])
    expect(beside.truth.boxes).toEqual([])
    expect(Array.from(train.groups ?? [])).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  })

  it('leaves out every tile of an image that is left out', async () => {
    const e = experiment({ measure: 'tiles' })
    const one = { ...e, classes: classes.slice(0, 1), data: { ...e.data, empty: 'drop' as const } }
    const { train, valid } = await splits(one)
    expect([train.length, valid.length]).toEqual([4, 4])
  })

  it.each([{}, { merge: { ...tiles.aitod.merge, by: 'fusion' } }] as const)(
    'has the AP that `evaluate` gives what `detect` finds, by the same tiles: %j',
    async (change) => {
      const run = join(folder, `run-${JSON.stringify(change).length}`)
      const { metrics } = await trainedRun(run, experiment(change))
      const got = { out: '', err: '' }
      const world = {
        out: (t: string) => (got.out += t),
        err: (t: string) => (got.err += t),
        warn: () => undefined,
        live: false,
        now: () => 0,
      }
      const truth = join(folder, 'valid.json')
      const result = await detect(world)({ run, images: [join(folder, 'valid')], groundTruth: truth, json: '-', target: 'tfjs:wasm' })()
      expect(result).toEqual(E.right(0))
      expect(got.err).toContain('tiles of 48×48 with overlap 24×24')
      const found = detectionsIn(JSON.parse(got.out))
      expect(
        evaluateSummary(withMaxDets([1, 100, 300])(protocols.aitod))(comparisonIn(JSON.parse(readFileSync(truth, 'utf8')), found)).metrics,
      ).toEqual(metrics)
      expect(metrics.AP).toBeGreaterThan(0.05)
    },
  )
})
