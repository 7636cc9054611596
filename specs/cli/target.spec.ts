import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { chosenFor } from '../../cli/target.ts'

const told = (asked?: string): readonly [string, string] => {
  const said: string[] = []
  const chosen = chosenFor(asked, (text) => said.push(text))
  return [E.isRight(chosen) ? chosen.right.name : chosen.left[0].code, said.join('')]
}

describe('the target of a command', () => {
  it('is told with its reason where it chose itself', () => {
    const [name, said] = told()
    expect(said).toMatch(new RegExp(`^target ${name}: .+\\n$`))
  })

  it('is not told where it was asked for, and refused where there is none', () => {
    expect(told('tfjs:wasm')).toEqual(['tfjs:wasm', ''])
    expect(told('tfjs')).toEqual(['target: unknown', ''])
  })
})
