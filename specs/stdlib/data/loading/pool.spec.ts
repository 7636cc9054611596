import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { batchesHere } from '../../../../stdlib/data/loading/in-thread.ts'
import { batchesFromThreads } from '../../../../stdlib/data/loading/pool.ts'
import type { Batches } from '../../../../stdlib/data/loading/prepare.ts'
import { prepared } from './prepared.ts'

const quiet = { unready: false, failsAt: null, throwsAt: null, endsAt: null }
const main = new URL('program.ts', import.meta.url)
const by = (workers: number, told: Partial<Record<keyof typeof quiet, unknown>> = {}): ((first: number) => Batches) =>
  workers === 0
    ? batchesHere(prepared.layout, prepared.prepare)
    : batchesFromThreads({ main, data: { ...quiet, ...told }, layout: prepared.layout, workers })

/** What came, copied while it was the consumer's. */
const take = async (n: number, first: number, batches: (first: number) => Batches): Promise<readonly unknown[]> => {
  const out: unknown[] = []
  if (n === 0) return out
  for await (const batch of batches(first)) {
    out.push(
      E.isLeft(batch)
        ? batch.left
        : structuredClone({ ...batch.right, views: Object.entries(batch.right.views).map(([k, v]) => [k, [...v]]) }),
    )
    if (out.length === n) break
    await new Promise((resolve) => setTimeout(resolve, out.length % 3))
  }
  return out
}

describe('batches', () => {
  it('are the same by any number of threads, from any step on, bit for bit', async () => {
    const whole = await take(14, 0, by(0))
    expect(new Set(whole.map((b) => JSON.stringify(b))).size).toBe(14)
    for (const workers of [1, 2, 3]) expect(await take(14, 0, by(workers))).toEqual(whole)
    for (const workers of [0, 2]) expect(await take(5, 9, by(workers))).toEqual(whole.slice(9))
  })

  it('lie in shared memory, which their consumer reads as it stands', async () => {
    const buffers = new Set<ArrayBufferLike>()
    let count = 0
    for await (const batch of by(2)(0)) {
      if (E.isRight(batch)) Object.values(batch.right.views).forEach((v) => buffers.add(v.buffer))
      if (++count === 12) break
    }
    expect([...buffers].every((b) => b instanceof SharedArrayBuffer)).toBe(true)
    expect(buffers.size).toBeLessThanOrEqual(4)
  })

  it.each([0, 2])('of a slow consumer stay as they are until the next is asked for: %i threads', async (workers) => {
    let count = 0
    for await (const batch of by(workers)(0)) {
      if (E.isLeft(batch)) throw new Error(batch.left.message)
      const before = [...(batch.right.views['images'] ?? [])]
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect([...(batch.right.views['images'] ?? [])]).toEqual(before)
      if (++count === 5) break
    }
  })

  it('end with an issue at the place of the batch that failed', async () => {
    const found = await take(10, 2, by(2, { failsAt: 6 }))
    expect(found).toHaveLength(5)
    expect(found.slice(0, 4)).toEqual(await take(4, 2, by(0)))
    expect(found[4]).toMatchObject({ code: 'image: broken' })
  })

  it('end with the issue of threads that cannot get ready', async () => {
    expect(await take(3, 0, by(2, { unready: true }))).toMatchObject([{ code: 'data: no images' }])
  })

  it.each([
    ['throws', { throwsAt: 3 }, 'a fault of ours'],
    ['ends', { endsAt: 3 }, 'exit code 3'],
  ])('end with an issue, and not never, where a thread %s', async (_, told, why) => {
    const found = await take(10, 0, by(2, told))
    expect(found.at(-1)).toMatchObject({ code: 'data: a worker died' })
    expect(JSON.stringify(found.at(-1))).toContain(why)
    expect(found.length).toBeLessThanOrEqual(4)
  })

  it('of a module that does not load are an issue', async () => {
    const missing = batchesFromThreads({ main: new URL('absent.ts', import.meta.url), data: null, layout: prepared.layout, workers: 1 })
    expect(await take(2, 0, missing)).toMatchObject([{ code: 'data: a worker died' }])
  })
})
