import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { experiments as aitod } from '../../../examples/aitod-fcos.ts'
import { experiments as demo } from '../../../examples/demo.ts'
import { experiments as seals } from '../../../examples/seals.ts'
import { decodeExperiments } from '../../../graphs/experiment/codec.ts'

const all = [...demo, ...seals, ...aitod]

/** Every path of keys to a value inside a record. */
const paths = (u: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof u === 'object' && u !== null && !Array.isArray(u)
    ? Object.entries(u).flatMap(([k, v]) => [[...path, k], ...paths(v, [...path, k])])
    : []

/** The record with the last key of the path under another name. */
const renamed = (u: unknown, [key, ...rest]: readonly string[], name: string): unknown =>
  typeof u !== 'object' || u === null
    ? u
    : Object.fromEntries(
        Object.entries(u).map(([k, v]) => (k !== key ? [k, v] : rest.length === 0 ? [name, v] : [k, renamed(v, rest, name)])),
      )

const spots = all.flatMap((e) => paths(e).map((path) => ({ e, path })))

describe('experiments as data', () => {
  it('come back from JSON as they are', () => {
    expect(decodeExperiments(JSON.parse(JSON.stringify(all)))).toEqual(E.right(all))
  })

  it('refuse any misspelt key, where it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...spots), ({ e, path }) => {
        const wrong = `${path.at(-1) ?? ''}x`
        const decoded = decodeExperiments(renamed(e, path, wrong))
        const told = E.isLeft(decoded) ? decoded.left.map((i) => i.path.join('.')) : []
        // A kind that is misspelt leaves nothing to compare the other keys with.
        expect(told).toContain([...path.slice(0, -1), path.at(-1) === 'kind' ? 'kind' : wrong].join('.'))
      }),
      { numRuns: 200 },
    )
  })

  it('of a list tell the issues of each', () => {
    const decoded = decodeExperiments([
      { ...demo[0], seed: -1 },
      { ...demo[1], name: '' },
    ])
    expect(E.isLeft(decoded) ? decoded.left.map((i) => i.path.at(-1)) : []).toEqual(['seed', 'name'])
  })

  it('refuse levels with a gap', () => {
    const [e] = demo
    const gap = { ...e, detector: { ...e?.detector, neck: { ...e?.detector.neck, from: ['C2', 'C5'] } } }
    expect(E.isLeft(decodeExperiments(gap))).toBe(true)
  })
})
