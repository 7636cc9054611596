import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { askedOf } from '../../bench/asked.ts'
import { full, quick } from '../../bench/cpu-rows.ts'

const asked = (...args: readonly string[]) => askedOf(args, { full: { rows: full, turns: 3 }, quick: { rows: quick, turns: 15 } })

describe('the command line of a benchmark', () => {
  it('asks for every row, or for the quick ones, each with turns of its own', () => {
    expect(asked()).toEqual(E.right({ json: false, quick: false, turns: 3, rows: full }))
    expect(asked('--quick', '--json')).toEqual(E.right({ json: true, quick: true, turns: 15, rows: quick }))
  })

  it('chooses rows by a part of their name', () => {
    const rows = E.isRight(asked('--only', 'inference')) ? asked('--only', 'inference') : expect.fail('there are such rows')
    expect(E.isRight(rows) ? rows.right.rows.map(({ name }) => name) : []).toEqual([
      'FCOS-R50 inference, float32',
      'FCOS-R50 inference, bf16',
    ])
  })

  it.each([
    [['--turns', '0'], /--turns is a positive whole number, but 0 was given/],
    [['--turns', 'many'], /but many was given/],
    [['--only', 'nothing'], /no row has nothing in its name; there are\n {2}FCOS-R50 step, float32/],
    [['--fast'], /'--fast'/],
  ])('refuses %j in words', (args, words) => {
    const found = asked(...args)
    expect(E.isLeft(found) ? found.left : '').toMatch(words)
  })
})
