import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { withoutRewriting } from '../../../cli/setup/patch.ts'

const opening = '  TF_SessionOptions *session_options = TF_NewSessionOptions();\n'

describe('the sources of the addon', () => {
  it('configure the session where they open it, and are else as they were', () => {
    const patched = withoutRewriting(`before\n${opening}behind\n`)
    const text = E.isRight(patched) ? patched.right : ''
    expect(text.startsWith(`before\n${opening}`) && text.endsWith('\nbehind\n')).toBe(true)
    expect(text).toContain('{0x52, 0x5, 0x52, 0x3, 0x98, 0x1, 0x1}')
  })

  it('are refused where they open none, or two', () => {
    expect([withoutRewriting('nothing'), withoutRewriting(opening + opening)].map(E.isLeft)).toEqual([true, true])
  })
})
