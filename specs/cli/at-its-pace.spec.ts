import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { atItsPace } from '../../cli/at-its-pace.ts'

/** A stream that is read slowly, and the most that ever waited in it. */
const slow = () => {
  const got = { text: '', most: 0 }
  const stream = new Writable({
    highWaterMark: 1000,
    write: (piece: Buffer, _, next) => {
      got.text += piece.toString()
      setImmediate(next)
    },
  })
  const texts = function* (count: number): Generator<string, void> {
    for (let i = 0; i < count; i++) {
      got.most = Math.max(got.most, stream.writableLength)
      yield `${String(i).padStart(9)}\n`
    }
  }
  return { got, stream, texts }
}

it('texts arrive whole and in order, and few of them wait for a slow reader', async () => {
  const { got, stream, texts } = slow()
  await atItsPace(stream)(texts(100_000))
  await new Promise<void>((done) => stream.end(done))
  expect(got.text).toBe([...texts(100_000)].join(''))
  expect(got.most).toBeLessThan(2 ** 17)
})

it('a reader that goes away is the end, also for what waits', async () => {
  const { stream, texts } = slow()
  const asked = { n: 0 }
  const counted = function* (): Generator<string, void> {
    for (const text of texts(1_000_000)) {
      asked.n += 1
      if (asked.n === 50_000) stream.destroy()
      yield text
    }
  }
  await atItsPace(stream)(counted())
  expect(asked.n).toBeLessThan(60_000)
  await atItsPace(stream)(['more'])
})
