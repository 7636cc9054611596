import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { exact, exactWith, issuesOf, oneOf } from '../../../dsl/core/exact.ts'

const only = <L extends string>(literal: L): t.Type<L> => t.literal(literal)
const Sgd = exact({ kind: only('sgd'), momentum: t.number }, 'sgd')
const Adam = exact({ kind: only('adam'), betas: t.number }, 'adam')
const Run = exact({ optimiser: oneOf({ sgd: Sgd, adam: Adam }, 'optimiser'), steps: t.number }, 'run')

const issues = (u: unknown): readonly { readonly path: string; readonly message: string; readonly hint: string }[] => {
  const decoded = Run.decode(u)
  return E.isRight(decoded) ? [] : issuesOf('run')(decoded.left).map(({ path, message, hint }) => ({ path: path.join('.'), message, hint }))
}

describe('records of which some keys may be left out', () => {
  const Titled = exactWith({ size: t.number }, { title: t.string }, 'picture')
  const told = (u: unknown): readonly string[] => {
    const decoded = Titled.decode(u)
    return E.isRight(decoded) ? [] : issuesOf('picture')(decoded.left).map(({ path, hint }) => [...path, hint].join(': '))
  }

  it('decode with and without those keys', () => {
    for (const u of [{ size: 1 }, { size: 1, title: 'a' }]) expect(Titled.decode(u)).toEqual(E.right(u))
  })

  it('refuse a missing key, a wrong one and an unknown one, each by its own path', () => {
    expect(told({ title: 'a' })).toEqual(['size: give size'])
    expect(told({ size: 1, title: 2 })).toEqual(['title: write string'])
    expect(told({ size: 1, titel: 'a' })).toEqual(['titel: did you mean `title`?'])
    expect(told([])).toHaveLength(1)
  })
})

describe('exact records', () => {
  it('decode to what they were given', () => {
    const run = { optimiser: { kind: 'sgd', momentum: 0.9 }, steps: 3 }
    expect(Run.decode(run)).toEqual(E.right(run))
  })

  it('refuse a key that they do not know, and name the nearest one', () => {
    expect(issues({ optimiser: { kind: 'sgd', momentum: 0.9, momntum: 0.8 }, steps: 3 })).toEqual([
      { path: 'optimiser.momntum', message: 'there is no key momntum here', hint: 'did you mean `momentum`?' },
    ])
  })

  it('tell all that is wrong at once', () => {
    expect(issues({ optimiser: { kind: 'sgd', momentum: 'much' }, stps: 3 }).map(({ path }) => path)).toEqual([
      'stps',
      'optimiser.momentum',
      'steps',
    ])
  })

  it('tell of a choice only what is wrong with the kind that was chosen', () => {
    expect(issues({ optimiser: { kind: 'adam', momentum: 1 }, steps: 3 }).map(({ path }) => path)).toEqual([
      'optimiser.momentum',
      'optimiser.betas',
    ])
    expect(issues({ optimiser: { kind: 'sdg' }, steps: 3 })).toEqual([
      { path: 'optimiser.kind', message: 'there is no kind sdg', hint: 'did you mean `sgd`?' },
    ])
    expect(issues({ steps: 3 }).map(({ path, hint }) => [path, hint])).toEqual([['optimiser', 'give optimiser']])
  })

  it('tell a key `kind` where there are no kinds as a key', () => {
    const Plain = exact({ by: t.string }, 'plain')
    const decoded = Plain.decode({ by: 'a', kind: 'b' })
    expect(E.isLeft(decoded) && issuesOf('plain')(decoded.left).map(({ code, message }) => [code, message])).toEqual([
      ['plain: unknown key', 'there is no key kind here'],
    ])
  })

  it('are no lists, and a prototype key is a key like any other', () => {
    expect(issues([]).length).toBeGreaterThan(0)
    expect(issues(JSON.parse('{"__proto__": 1, "optimiser": {"kind": "sgd", "momentum": 1}, "steps": 3}')).map(({ path }) => path)).toEqual(
      ['__proto__'],
    )
  })
})
