import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issue } from '../../../dsl/core/issue.ts'
import type { Picture } from '../../../stdlib/data/picture.ts'
import { recent } from '../../../stdlib/data/recent.ts'

/** Pictures of three bytes by their names, and which were read. */
const drawer = (bytes: number) => {
  const reads: string[] = []
  const keep = recent(bytes)
  const of = (name: string): Picture => ({ width: 1, height: 1, data: Uint8Array.of(name.charCodeAt(0), 0, 0) })
  return { reads, of, get: (name: string) => keep(name, () => (reads.push(name), Promise.resolve(E.right(of(name)))))() }
}

describe('recent pictures', () => {
  it('are read once while they fit, the longest unused forgotten first', async () => {
    const { reads, get } = drawer(6)
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b', 'b']) await get(name)
    expect(reads).toEqual(['a', 'b', 'c', 'b'])
  })

  it('that are still being read are not forgotten for those that have come', async () => {
    const keep = recent(3)
    const reads: string[] = []
    const arrivals = new Map<string, () => void>()
    const get = (name: string) =>
      keep(name, () => {
        reads.push(name)
        return new Promise((resolve) =>
          arrivals.set(name, () => {
            resolve(E.right({ width: 1, height: 1, data: new Uint8Array(3) }))
          }),
        )
      })()
    const slow = get('slow')
    for (const name of ['a', 'b']) {
      const read = get(name)
      arrivals.get(name)?.()
      await read
    }
    const again = get('slow')
    arrivals.get('slow')?.()
    expect(await again).toEqual(await slow)
    expect(reads).toEqual(['slow', 'a', 'b'])
  })

  it('are what was read, and as few reads as an ideal list of the last ones needs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (names, n) => {
          const { reads, of, get } = drawer(3 * n)
          let last: readonly string[] = []
          const wanted: string[] = []
          for (const name of names) {
            expect(await get(name)).toEqual(E.right(of(name)))
            if (!last.includes(name)) wanted.push(name)
            last = [...last.filter((x) => x !== name), name].slice(-n)
          }
          expect(reads).toEqual(wanted)
        },
      ),
    )
  })

  it('that are larger than everything are kept while they are the last', async () => {
    const { reads, get } = drawer(0)
    for (const name of ['a', 'a', 'b', 'b', 'a']) await get(name)
    expect(reads).toEqual(['a', 'b', 'a'])
  })

  it('are read once for all who ask at the same time', async () => {
    const { reads, get } = drawer(6)
    await Promise.all(['a', 'b', 'a', 'a', 'b'].map(get))
    expect(reads).toEqual(['a', 'b'])
  })

  it('that could not be read are tried again', async () => {
    const keep = recent(6)
    let tries = 0
    const fails = TE.flatten(TE.fromIO(() => (tries++, TE.left(issue('image', 'broken', 'mend it')))))
    await keep('a', fails)()
    await keep('a', fails)()
    expect(tries).toBe(2)
  })
})
