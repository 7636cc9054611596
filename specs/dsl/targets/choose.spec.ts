import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { issue } from '../../../dsl/core/issue.ts'
import { chooseTarget, firstAvailable } from '../../../dsl/targets/choose.ts'
import { targets } from '../../../dsl/targets/index.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import type { Target } from '../../../dsl/targets/session.ts'
import { realGpu } from '../../../dsl/targets/tfjs/webgpu/adapter.ts'
import { webgpuOnGpu } from '../../../dsl/targets/tfjs/webgpu/target.ts'
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
    const onGpu = E.isRight(webgpuOnGpu.available())
    expect(named()[0]).toBe(hasTensorFlow ? 'tensorflow' : onGpu ? 'tfjs:webgpu' : 'tfjs:wasm')
  })

  it('is never software that plays a GPU, unless it is asked for', () => {
    expect(realGpu({ description: 'a GPU', software: false })).toEqual(E.right('a GPU'))
    expect(realGpu({ description: 'llvmpipe', software: true })).toMatchObject({
      left: { message: 'WebGPU finds no GPU but llvmpipe', hint: '`--target tfjs:webgpu` takes it nevertheless' },
    })
  })

  it('that is passed over is told beside the one that is taken, with what would mend it', () => {
    const broken: Target = { ...reference, name: 'broken', available: () => E.left(issue('a', 'it is broken', 'mend it')) }
    const chosen = firstAvailable([broken, reference])
    expect(E.isRight(chosen) && [chosen.right.target.name, chosen.right.reason]).toEqual([
      'reference',
      'it needs nothing, and is slow; it is broken: mend it',
    ])
    expect(firstAvailable([reference, broken])).toMatchObject({ right: { reason: 'it needs nothing, and is slow' } })
    expect(firstAvailable([reference, broken].slice(1) as [Target])).toMatchObject({ left: { message: 'it is broken' } })
  })

  it('of a misspelt name names the nearest', () => {
    expect(named('tfjs:wsam')).toEqual(['target: unknown', 'did you mean `tfjs:wasm`?'])
    expect(named('toString')[0]).toBe('target: unknown')
  })

  it('has a name of its own', () => {
    expect(Object.entries(targets).filter(([name, target]) => target.name !== name)).toEqual([])
  })
})
