import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { type Part, setUpPeers } from '../../bench/peers-setup.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'

/** Parts that note down when they are made, and are there from then on. */
const parts = (made: string[], fault: Issue | null = null): readonly Part[] =>
  ['first', 'second', 'third'].map((what) => ({
    what,
    there: () => made.includes(what),
    make: TE.fromIOEither(() => {
      if (what === 'second' && fault !== null) return E.left(fault)
      made.push(what)
      return E.right(undefined)
    }),
  }))

const said = async (ps: readonly Part[]): Promise<readonly [readonly string[], E.Either<Issue, void>]> => {
  const told: string[] = []
  const end = await setUpPeers((text) => told.push(text), ps)()
  return [told.filter((text) => /first|second|third/.test(text)), end]
}

describe('the set-up of the peers', () => {
  it('makes what is missing, in order, and nothing twice', async () => {
    const made: string[] = ['first']
    const [told, end] = await said(parts(made))
    expect(told).toEqual(['first: there already', 'second: installing', 'third: installing'])
    expect([made, end]).toEqual([['first', 'second', 'third'], E.right(undefined)])
    expect((await said(parts(made)))[0]).toEqual(['first: there already', 'second: there already', 'third: there already'])
  })

  it('stops at what fails, and goes on from there', async () => {
    const made: string[] = []
    const fault = issue('bench: pip', 'it runs, but it failed', 'try again')
    expect(await said(parts(made, fault))).toEqual([['first: installing', 'second: installing'], E.left(fault)])
    expect((await said(parts(made)))[0]).toEqual(['first: there already', 'second: installing', 'third: installing'])
  })
})
