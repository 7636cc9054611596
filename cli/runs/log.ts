import { appendFileSync } from 'node:fs'
import { readFile, truncate } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { decodeEvent, encodeEvent, type Event } from '../events.ts'

/** An event of events.jsonl and when it was written, in milliseconds of Unix time. */
export interface Logged {
  readonly event: Event
  readonly time: number
}

const Stamp = t.type({ time: t.number })

/** Appends one line in one write, so that at most the last line of a killed run is torn. Throws what the file system throws. */
export const appendEvent = (file: string, event: Event, time: number): void => {
  appendFileSync(file, encodeEvent(event).replace(/\}\n$/, `,"time":${String(time)}}\n`))
}

/** The events of a log; lines that can't be read are passed over, and so is a log that is not there. */
export const readLog = async (file: string): Promise<readonly Logged[]> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const event = decodeEvent(line)
    if (E.isLeft(event)) return []
    const stamp = Stamp.decode(JSON.parse(line))
    return [{ event: event.right, time: E.isRight(stamp) ? stamp.right.time : NaN }]
  })
}

/** Cuts off the last line where it was torn by a kill, so that the next event gets a line of its own. */
export const mendLog = async (file: string): Promise<void> => {
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes !== undefined && bytes.length > 0 && bytes.at(-1) !== 0x0a) await truncate(file, bytes.lastIndexOf(0x0a) + 1)
}

/** How long the sessions of a log trained, in seconds: each from its `started` to its last report. */
export const secondsLogged = (log: readonly Logged[]): number => {
  const sessions = log.reduce<readonly { readonly since: number; readonly last: number }[]>((done, { event, time }) => {
    const current = done.at(-1)
    if (event.type === 'started') return [...done, { since: time, last: time }]
    return current !== undefined && isReport(event) && time > current.last ? [...done.slice(0, -1), { ...current, last: time }] : done
  }, [])
  return sessions.reduce((sum, { since, last }) => sum + (last - since) / 1000, 0)
}

const isReport = ({ type }: Event): boolean =>
  type === 'progress' || type === 'evaluated' || type === 'checkpoint' || type === 'stopped' || type === 'finished'
