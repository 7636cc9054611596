import type { Writable } from 'node:stream'

/** Texts are gathered up to so many characters: a write for each short one is slow. */
const most = 2 ** 16

/** When a stream that has enough to write takes more, or ends. */
const ready = (stream: Writable): Promise<void> =>
  new Promise((done) => {
    const go = (): void => {
      for (const event of ['drain', 'close']) stream.off(event, go)
      done()
    }
    for (const event of ['drain', 'close']) stream.on(event, go)
  })

/**
 * Writes texts to a stream no faster than its reader takes them, so that what waits stays small; of one that its reader has closed, nothing more is asked for.
 *
 * @example await atItsPace(process.stdout)(['a line\n', 'another\n'])
 */
export const atItsPace =
  (stream: Writable) =>
  async (texts: Iterable<string>): Promise<void> => {
    let held = ''
    for (const text of texts) {
      held += text
      if (held.length < most) continue
      if (stream.destroyed) return
      if (!stream.write(held)) await ready(stream)
      held = ''
    }
    if (!stream.destroyed) stream.write(held)
  }
