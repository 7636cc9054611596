import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inTurn } from '../../../stdlib/data/in-turn.ts'

describe('work in turn', () => {
  it('gives results in the order of the list, with no more at work than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3)), fc.integer({ min: 1, max: 5 }), async (waits, most) => {
        const now = { working: 0, highest: 0 }
        const done = await inTurn(most)(waits, async (wait, at) => {
          now.working += 1
          now.highest = Math.max(now.highest, now.working)
          for (let i = 0; i < wait; i++) await Promise.resolve()
          now.working -= 1
          return `${String(at)}:${String(wait)}`
        })
        expect(done).toEqual(waits.map((wait, at) => `${String(at)}:${String(wait)}`))
        expect(now.highest).toBeLessThanOrEqual(most)
        if (waits.length >= most && waits.every((wait) => wait > 0)) expect(now.highest).toBe(most)
      }),
    )
  })
  it('fails as the first that fails', async () => {
    await expect(inTurn(2)([1, 2], (n) => (n === 2 ? Promise.reject(new Error('two')) : Promise.resolve(n)))).rejects.toThrow('two')
  })
})
