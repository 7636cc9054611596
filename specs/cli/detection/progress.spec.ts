import { describe, expect, it } from 'vitest'
import { progress } from '../../../cli/detection/progress.ts'

const said = (live: boolean, times: readonly number[]): string => {
  const got = { text: '', now: 0 }
  const { tell, clear } = progress({ live, err: (text) => (got.text += text), now: () => got.now }, times.length)
  times.forEach((time, i) => {
    got.now = time
    tell(i + 1)
  })
  clear()
  return got.text
}

describe('progress', () => {
  it('is quiet where all is done soon', () => {
    expect(said(false, [100, 2000, 9000])).toBe('')
  })
  it('is a line now and then where there is no terminal', () => {
    expect(said(false, [5000, 10_000, 11_000, 21_000])).toBe(
      '2 of 4 images, 0.200 a second, 10 s left\n4 of 4 images, 0.190 a second, 0 s left\n',
    )
  })
  it('is one line on a terminal, written over and gone at the end', () => {
    expect(said(true, [50, 150, 200])).toBe('\r\u001b[K2 of 3 images, 13.3 a second, 0 s left\r\u001b[K')
  })
  it('tells the tiles of the image in work, and what time is left by them', () => {
    const got = { text: '', now: 0 }
    const { tell } = progress({ live: false, err: (text) => (got.text += text), now: () => got.now }, 2)
    got.now = 10_000
    tell(0, { done: 5, of: 20 })
    got.now = 60_000
    tell(1, { done: 10, of: 20 })
    got.now = 80_000
    tell(2, { done: 20, of: 20 })
    expect(got.text).toBe(
      '0 of 2 images, 5 of 20 tiles of the next, 0.025 a second, 1 min 10 s left\n1 of 2 images, 10 of 20 tiles of the next, 0.025 a second, 20 s left\n2 of 2 images, 0.025 a second, 0 s left\n',
    )
  })
})
