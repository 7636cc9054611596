import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issue } from '../../../../dsl/core/issue.ts'
import { cachedIn, sharedCache } from '../../../../stdlib/data/loading/shared-cache.ts'
import type { Item, Source } from '../../../../stdlib/data/source.ts'
import { labelled } from '../pictures.ts'

const items = fc
  .array(labelled, { minLength: 1, maxLength: 6 })
  .map((ls) => ls.map((l, i): Item => ({ ...l, id: 7 * i + 1, width: 90 + i, height: 50 })))

const counting = (all: readonly Item[]): { readonly source: Source; readonly reads: () => readonly number[] } => {
  const reads: number[] = []
  return {
    source: {
      classes: [],
      length: all.length,
      sample: (i) => {
        reads.push(i)
        const found = all[i]
        return found === undefined ? TE.left(issue('none', 'no such picture', 'look')) : TE.right(found)
      },
    },
    reads: () => reads,
  }
}

describe('a shared cache', () => {
  it('gives what was read, to every thread, and reads it once', () =>
    fc.assert(
      fc.asyncProperty(items, async (all) => {
        const cache = sharedCache(all.length, 1e5)
        const [one, two] = [counting(all), counting(all)]
        const [a, b] = [cachedIn(cache)(one.source), cachedIn(cache)(two.source)]
        for (const [i, item] of all.entries()) {
          for (const from of [a, b, a, b]) expect(await from.sample(i)()).toEqual(E.right(item))
          const kept = await b.sample(i)()
          if (item.picture.data.length > 0) expect(E.isRight(kept) && kept.right.picture.data.buffer).toBe(cache.pictures)
        }
        expect([one.reads(), two.reads()]).toEqual([all.map((_, i) => i), []])
      }),
    ))

  it('leaves a picture alone that another thread is writing', async () => {
    const cache = sharedCache(1, 1e5)
    new Int32Array(cache.places)[0] = -1
    const item: Item = {
      id: 1,
      width: 1,
      height: 1,
      picture: { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) },
      truth: { boxes: [], labels: [] },
      ignored: { boxes: [], labels: [] },
    }
    const { source, reads } = counting([item])
    expect(await cachedIn(cache)(source).sample(0)()).toEqual(E.right(item))
    expect([reads(), [...new Int32Array(cache.used)], [...new Int32Array(cache.places)]]).toEqual([[0], [0], [-1]])
  })

  it('that is full reads what it has no room for each time, and gives it just the same', () =>
    fc.assert(
      fc.asyncProperty(items, fc.nat(2000), async (all, bytes) => {
        const { source, reads } = counting(all)
        const kept = cachedIn(sharedCache(all.length, bytes))(source)
        for (let round = 0; round < 3; round++) for (const [i, item] of all.entries()) expect(await kept.sample(i)()).toEqual(E.right(item))
        const size = (i: Item) => 8 * (7 + 5 * (i.truth.boxes.length + i.ignored.boxes.length)) + i.picture.data.length
        const once = all.filter((_, i) => reads().filter((r) => r === i).length === 1)
        expect(once.reduce((n, i) => n + size(i), 0)).toBeLessThanOrEqual(bytes)
      }),
    ))

  it('keeps no issue', async () => {
    const kept = cachedIn(sharedCache(1, 100))({
      classes: [],
      length: 1,
      sample: () => TE.left(issue('image: broken', 'no image', 'replace it')),
    })
    expect(E.isLeft(await kept.sample(0)())).toBe(true)
    expect(E.isLeft(await kept.sample(0)())).toBe(true)
  })
})
