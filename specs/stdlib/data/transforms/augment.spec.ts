import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issue, type Issue } from '../../../../dsl/core/issue.ts'
import type { Labelled } from '../../../../stdlib/data/picture.ts'
import { type Augmentation, augmented, type Others, type Place, stream } from '../../../../stdlib/data/transforms/augment.ts'
import { detrCrop } from '../../../../stdlib/data/transforms/crop.ts'
import { type Augmented, keepAll } from '../../../../stdlib/data/transforms/keeping.ts'
import { ssdPhotometric } from '../../../../stdlib/data/transforms/photometric.ts'
import { scaledTo } from '../../../../stdlib/data/transforms/scale.ts'
import { painted } from './painted.ts'

const input = { side: 24, fit: 'keep-ratio' } as const
const place = (n: number): Place => ({ seed: 5, epoch: 2, place: n, step: Math.floor(n / 4) })
const all = {
  copyPaste: { probability: 0.7, copies: 3, size: 8, others: true, overlap: 0 },
  mosaic: { probability: 0.5, cell: 20, keep: { part: 0.3, side: 1 } },
  crop: { ...detrCrop, resize: [20, 30], sides: [8, 24] as const },
  scales: { sizes: [12, 16, 24], per: 'sample' as const },
  photometric: ssdPhotometric,
} satisfies Augmentation
const right = (e: E.Either<Issue, Augmented>): Augmented => {
  if (E.isLeft(e)) throw new Error(JSON.stringify(e.left))
  return e.right
}
const among = (ls: readonly Labelled[]): Others => ({
  length: ls.length,
  read: (i) => {
    const found = ls[i]
    return found === undefined ? TE.left(issue('none', 'no such picture', 'look')) : TE.right(found)
  },
})
const run = async (o: Augmentation, n: number, ls: readonly Labelled[], l: Labelled) =>
  right(await augmented(o, input)(place(n), among(ls))(l)())
const several = fc.tuple(painted(0), painted(20), painted(40), painted(60))

describe('augmentation', () => {
  it('is a function of seed, epoch and place, fits into the input, and keeps every box inside its picture', () =>
    fc.assert(
      fc.asyncProperty(several, fc.nat(1000), async (ls, n) => {
        const made = await run(all, n, ls, ls[0])
        expect(await run(all, n, ls, ls[0])).toEqual(made)
        const { width, height } = made.picture
        expect(Math.max(width, height)).toBeLessThanOrEqual(24)
        for (const [x1, y1, x2, y2] of [...made.truth.boxes, ...made.ignored.boxes]) {
          expect(x1 >= 0 && y1 >= 0 && x2 <= width + 1e-9 && y2 <= height + 1e-9 && x1 < x2 && y1 < y2).toBe(true)
        }
        expect(made.truth.labels).toHaveLength(made.truth.boxes.length)
      }),
      { numRuns: 50 },
    ))

  it('of no steps is the resize to the input', () =>
    fc.assert(
      fc.asyncProperty(painted(), async (l) => {
        expect(await run({}, 3, [l], l)).toEqual({ ...scaledTo(24, 'keep-ratio')(l), lost: { outside: 0, cut: 0 } })
      }),
    ))

  it('draws for each step apart: one more step leaves what the others draw', () =>
    fc.assert(
      fc.asyncProperty(painted(), fc.nat(1000), async (l, n) => {
        const { scales, photometric } = all
        const [one, two] = [await run({ scales }, n, [l], l), await run({ scales, photometric }, n, [l], l)]
        expect([two.picture.width, two.truth]).toEqual([one.picture.width, one.truth])
        const crop = { ...all.crop, probability: 0 }
        expect(await run({ crop, photometric }, n, [l], l)).toEqual(await run({ photometric }, n, [l], l))
      }),
      { numRuns: 40 },
    ))

  it.each([
    ['copies', { copyPaste: { ...all.copyPaste, probability: 1 } }],
    ['mosaic', { mosaic: { ...all.mosaic, probability: 1 } }],
    ['crop', { crop: { ...all.crop, probability: 1 } }],
    ['scales', { scales: all.scales }],
    ['photometric', { photometric: all.photometric }],
  ])('draws anew in each epoch, at each place and by each seed: %s', async (_, o: Augmentation) => {
    const [l] = fc.sample(
      painted().filter((one) => one.truth.boxes.some(([x1, y1, x2, y2]) => (x2 - x1) * (y2 - y1) < 60) && one.picture.width > 20),
      { numRuns: 1, seed: 4 },
    )
    if (l === undefined) throw new Error('no picture')
    const outcomes = async (at: (n: number) => Partial<Place>): Promise<number> => {
      const made = Array.from({ length: 12 }, (__, n) => augmented(o, input)({ ...place(0), ...at(n) }, among([l]))(l)())
      return new Set((await Promise.all(made)).map((one) => JSON.stringify(right(one)))).size
    }
    expect(await outcomes((epoch) => ({ epoch }))).toBeGreaterThan(1)
    expect(await outcomes((n) => ({ place: n }))).toBeGreaterThan(1)
    expect(await outcomes((seed) => ({ seed }))).toBeGreaterThan(1)
    // The step is that of a batch: a sample's own draws do not see it.
    expect(await outcomes((step) => ({ step }))).toBe(1)
  })

  it('shares no stream between its steps, nor with order, flips and scenes', () => {
    const keys = Object.values(stream)
    expect(new Set([...keys, 1, 2, 3, 4]).size).toBe(keys.length + 4)
  })

  it('adds up what its cuts lost', () =>
    fc.assert(
      fc.asyncProperty(several, fc.nat(1000), async (ls, n) => {
        const mosaic = { probability: 1, cell: 20, keep: keepAll }
        const crop = { probability: 1, resize: null, sides: [10, 20] as const, keep: keepAll }
        const [first, both] = [await run({ mosaic }, n, ls, ls[0]), await run({ mosaic, crop }, n, ls, ls[0])]
        expect(both.lost.outside - first.lost.outside).toBe(first.truth.boxes.length - both.truth.boxes.length)
      }),
      { numRuns: 40 },
    ))

  it('takes each scale, one a batch where it says so', async () => {
    const l: Labelled = {
      picture: { width: 24, height: 24, data: new Uint8Array(24 * 24 * 3) },
      truth: { boxes: [], labels: [] },
      ignored: { boxes: [], labels: [] },
    }
    const widths = async (per: 'sample' | 'batch') =>
      Promise.all(
        Array.from({ length: 200 }, async (_, n) => (await run({ scales: { sizes: [12, 16, 24], per } }, n, [l], l)).picture.width),
      )
    const [batch, sample] = [await widths('batch'), await widths('sample')]
    expect([new Set(batch).size, new Set(sample).size]).toEqual([3, 3])
    expect(batch.every((w, n) => w === batch[n - (n % 4)])).toBe(true)
    expect(sample.every((w, n) => w === sample[n - (n % 4)])).toBe(false)
  })

  it('gives the issue of a picture that it could not read', async () => {
    const l: Labelled = {
      picture: { width: 9, height: 9, data: new Uint8Array(243) },
      truth: { boxes: [], labels: [] },
      ignored: { boxes: [], labels: [] },
    }
    const broken: Others = { length: 3, read: () => TE.left(issue('image: broken', 'no image', 'replace it')) }
    const mosaic = { probability: 1, cell: 20, keep: keepAll }
    expect(await augmented({ mosaic }, input)(place(1), broken)(l)()).toMatchObject(E.left({ code: 'image: broken' }))
  })
})
