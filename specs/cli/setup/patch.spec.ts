import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { changes, patched } from '../../../cli/setup/patch.ts'

const files = [...new Set(changes.map(({ file }) => file))]
/** A source in which what is changed stands once, each on lines of its own. */
const sourceOf = (file: string): string => `before\n${changes.flatMap((c) => (c.file === file ? [c.from, '//\n'] : [])).join('\n')}behind\n`
const textOf = (file: string, source = sourceOf(file)): string => {
  const text = patched(file, source)
  return E.isRight(text) ? text.right : expect.fail(text.left.message)
}

describe.each(files)('%s of the addon', (file) => {
  it('has its changes, and is else as it was', () => {
    const text = textOf(file)
    for (const { to } of changes.filter((c) => c.file === file)) expect(text.split(to)).toHaveLength(2)
    expect(text.startsWith('before\n') && text.endsWith('behind\n')).toBe(true)
  })

  it('is refused where one of them has no place, or two', () => {
    const [first] = changes.filter((c) => c.file === file)
    const broken = ['nothing', sourceOf(file) + (first?.from ?? '')].map((source) => patched(file, source))
    expect(broken.map((e) => (E.isLeft(e) ? e.left.path : e))).toEqual([[file], [file]])
  })
})

describe('the addon', () => {
  it('opens sessions with the rewriting of graphs switched off', () => {
    expect(textOf('tfjs_backend.cc')).toContain('{0x52, 0x5, 0x52, 0x3, 0x98, 0x1, 0x1}')
  })

  it('keeps every other source as it is', () => {
    expect(patched('utils.h', 'anything')).toEqual(E.right('anything'))
  })
})
