import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issue } from '../../../dsl/core/issue.ts'
import { type Batch, type Loading, batchAt, batchOf } from '../../../stdlib/data/batches.ts'
import { random } from '../../../stdlib/data/random.ts'
import type { Item, Source } from '../../../stdlib/data/source.ts'
import { flipHorizontally, flipVertically } from './flips.ts'
import { normalise, symmetric } from '../../../stdlib/data/transforms/normalise.ts'

const SIZE = { width: 4, height: 3 }
const item = (index: number): Item => {
  const draw = random(index)
  return {
    id: 100 + index,
    ...SIZE,
    picture: { ...SIZE, data: Uint8Array.from({ length: 36 }, () => draw.integer(256)) },
    truth: { boxes: [[0, 0, 1 + (index % 3), 1]], labels: [index % 2] },
    ignored: { boxes: [], labels: [] },
  }
}
const source = (length: number): Source => ({
  classes: [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ],
  length,
  sample: (index) => TE.of(item(index)),
})
const loading: Loading = {
  seed: 3,
  batch: 4,
  sampling: 'replacement',
  augment: null,
  flips: { horizontal: 0.5, vertical: 0.5 },
  normalise: symmetric,
  size: SIZE,
}
const right = <A>(e: E.Either<unknown, A>): A => {
  if (E.isLeft(e)) throw new Error(JSON.stringify(e.left))
  return e.right
}
const take = async (n: number, from: number, s: Source, o: Loading): Promise<readonly Batch[]> => {
  const at = batchAt(s, o)
  const out: Batch[] = []
  for (let step = from; step < from + n; step++) out.push(right(await at(step)()))
  return out
}
const modes = ['replacement', 'shuffle'] as const

describe.each(modes)('batches by %s', (sampling) => {
  const o = { ...loading, sampling }

  it('are the same wherever a run begins', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 0, max: 9 }), async (length, start) => {
        const whole = await take(12, 0, source(length), o)
        expect(await take(12 - start, start, source(length), o)).toEqual(whole.slice(start))
        expect(right(await batchAt(source(length), o)(start)())).toEqual(whole[start])
      }),
      { numRuns: 30 },
    ))

  it('differ between seeds', async () => {
    expect(await take(3, 0, source(50), o)).not.toEqual(await take(3, 0, source(50), { ...o, seed: 4 }))
  })

  it('hold each picture as one of its four flips, its boxes with it', async () => {
    const seen = new Set<number>()
    for (const { images, truths, ids } of await take(30, 0, source(5), o))
      ids.forEach((id, n) => {
        const as = item(id - 100)
        const flips = [as, flipHorizontally(as), flipVertically(as), flipVertically(flipHorizontally(as))]
        const at = flips.findIndex(({ picture }) => String(normalise(symmetric)(picture)) === String(images.slice(n * 36, n * 36 + 36)))
        seen.add(at)
        expect(truths[n]).toEqual(flips[at]?.truth)
      })
    expect([...seen].sort()).toEqual([0, 1, 2, 3])
  })

  it('throw their coins picture by picture, and each epoch anew', async () => {
    const flipped = (batch: Batch | undefined) => (batch?.truths ?? []).map(({ boxes }) => boxes[0]?.[0] !== 0)
    const epochs = (await take(2, 0, source(64), { ...o, batch: 64 })).map(flipped)
    for (const epoch of epochs) expect(Math.abs(epoch.filter(Boolean).length - 32)).toBeLessThan(16)
    expect(epochs[0]).not.toEqual(epochs[1])
  })

  it('throw their coins apart from what is drawn', async () => {
    const [batch] = await take(1, 0, source(2), { ...o, sampling: 'replacement', batch: 64 })
    const flipped = [0, 1].map((index) =>
      (batch?.truths ?? []).filter((_, i) => batch?.ids[i] === 100 + index).map(({ boxes }) => boxes[0]?.[0] !== 0),
    )
    for (const one of flipped) expect(new Set(one)).toEqual(new Set([true, false]))
  })

  it('do not flip where the probability is 0, and always where it is 1', async () => {
    const flips = (horizontal: number, vertical: number) => take(5, 0, source(5), { ...o, flips: { horizontal, vertical } })
    for (const { truths, ids } of await flips(0, 0)) expect(truths).toEqual(ids.map((id) => item(id - 100).truth))
    for (const { truths, ids } of await flips(1, 0)) expect(truths).toEqual(ids.map((id) => flipHorizontally(item(id - 100)).truth))
    for (const { truths, ids } of await flips(0, 1)) expect(truths).toEqual(ids.map((id) => flipVertically(item(id - 100)).truth))
  })
})

describe('a batch', () => {
  it('pads a smaller picture with zeros on the right and at the bottom', () => {
    const { images } = right(batchOf([item(0)], { normalise: symmetric, size: { width: 5, height: 4 } }))
    const pixels = normalise(symmetric)(item(0).picture)
    for (let y = 0; y < 4; y++)
      for (let x = 0; x < 5; x++)
        for (let c = 0; c < 3; c++) expect(images[(y * 5 + x) * 3 + c]).toBe(x < 4 && y < 3 ? pixels[(y * 4 + x) * 3 + c] : 0)
  })

  it('gives each picture its own place, however small it is', () => {
    const size = { width: 5, height: 4 }
    const items = [item(0), item(1), item(2)]
    const { images } = right(batchOf(items, { normalise: symmetric, size }))
    const alone = items.map((one) => Array.from(right(batchOf([one], { normalise: symmetric, size })).images))
    expect(Array.from(images)).toEqual(alone.flat())
  })

  it('refuses a larger picture, and names both sizes', async () => {
    const found = await batchAt(source(3), { ...loading, size: { width: 4, height: 2 } })(0)()
    expect(E.isLeft(found) && found.left.message).toContain('4×3 > 4×2')
  })

  it('that cannot be read is its issue', async () => {
    const broken: Source = {
      ...source(8),
      sample: (i) => (i === 5 ? TE.left(issue('image: broken', 'no image', 'replace it')) : TE.of(item(i))),
    }
    const at = batchAt(broken, { ...loading, sampling: 'shuffle' })
    const read = [await at(0)(), await at(1)()]
    expect(read.flatMap((b) => (E.isLeft(b) ? [b.left.code] : []))).toEqual(['image: broken'])
  })

  it('reads the next picture while one is augmented', async () => {
    const asked: number[] = []
    const noting: Source = { ...source(9), sample: (i) => TE.fromIO(() => (asked.push(i), item(i))) }
    const mosaic = { probability: 1, cell: 4, keep: { part: 0, side: 0 } }
    const o: Loading = { ...loading, sampling: 'shuffle', augment: { mosaic, fit: 'fixed' }, size: { width: 4, height: 4 } }
    const { ids } = right(await batchAt(noting, o)(0)())
    expect(asked.slice(0, 2)).toEqual(ids.slice(0, 2).map((id) => id - 100))
    expect(asked).toHaveLength(4 * 4)
  })

  it('in an array of another batch holds nothing of that one', async () => {
    const size = { width: 6, height: 5 }
    const at = batchAt(source(9), { ...loading, size })
    const into = new Float32Array(4 * 6 * 5 * 3).fill(7)
    const batch = right(await at(3, into)())
    expect(batch.images).toBe(into)
    expect(batch).toEqual(right(await at(3)()))
  })
})
