import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { chooseTarget } from '../../../dsl/targets/choose.ts'
import { targets } from '../../../dsl/targets/index.ts'
import { hasTensorFlow } from './available.ts'

const named = (name?: string): readonly string[] => {
  const chosen = chooseTarget(name)
  return E.isRight(chosen) ? [chosen.right.target.name, chosen.right.reason] : [chosen.left.code, chosen.left.hint]
}

describe('a target', () => {
  it('is the one that is asked for', () => {
    expect([named('tfjs:wasm'), named('reference')]).toEqual([
      ['tfjs:wasm', 'it was asked for'],
      ['reference', 'it was asked for'],
    ])
  })

  it('chooses itself: the fastest that is there', () => {
    expect(named()[0]).toBe(hasTensorFlow ? 'tensorflow' : 'tfjs:wasm')
  })

  it('of a misspelt name names the nearest', () => {
    expect(named('tfjs:wsam')).toEqual(['target: unknown', 'did you mean `tfjs:wasm`?'])
    expect(named('toString')[0]).toBe('target: unknown')
  })

  it('has a name of its own', () => {
    expect(Object.entries(targets).filter(([name, target]) => target.name !== name)).toEqual([])
  })
})
