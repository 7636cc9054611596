import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { decodeEvent, type Event } from './events.ts'
import type { Interrupt } from './interrupt.ts'
import { channel, type Assignment } from './job.ts'
import type { Report } from './monitor/state.ts'

/** How a training process ended. */
export type Outcome = Extract<Event, { readonly type: 'finished' | 'stopped' | 'failed' }>

/** tsx by its file, so that the child finds it wherever it is started. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/**
 * Trains in a process of its own, whose main module is `trainer`, and tells each event as it comes. A first interrupt asks
 * the process to stop at a checkpoint, a second one kills it. A process that dies without a last word gives `failed`.
 */
export const trainInChild = async (
  trainer: string,
  assignment: Assignment,
  tell: (event: Report) => void,
  interrupt: Interrupt,
): Promise<Outcome> => {
  const child = spawn(process.execPath, ['--import', loader, trainer], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
  const deaf = interrupt.listen((again) => {
    if (!again) tell({ type: 'stopping' })
    child.kill(again ? 'SIGKILL' : 'SIGTERM')
  })
  const noise = [child.stdout, child.stderr].map(lastLines)
  child.stdin.on('error', () => undefined).end(JSON.stringify(assignment))
  const said = hear(child, tell)
  const death = await deathOf(child)
  deaf()
  const last = await said
  if (last !== undefined) return last
  const lost = interrupt.asked() === undefined ? died(assignment, death, noise.map((lines) => lines()).join('\n')) : killed(assignment)
  tell(lost)
  return lost
}

/** Reads the channel to its end; gives the last word, if there was one. */
const hear = async (child: ChildProcess, tell: (event: Report) => void): Promise<Outcome | undefined> => {
  const stream = child.stdio[channel]
  if (!(stream !== null && stream !== undefined && 'read' in stream)) throw new Error('internal: a child without a channel')
  const state: { last: Outcome | undefined } = { last: undefined }
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    const event = decodeEvent(line)
    if (E.isLeft(event)) tell({ type: 'warning', issue: event.left })
    else {
      if (isOutcome(event.right)) state.last = event.right
      tell(event.right)
    }
  }
  return state.last
}

const isOutcome = (event: Event): event is Outcome => event.type === 'finished' || event.type === 'stopped' || event.type === 'failed'

interface Death {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly error?: Error
}

const deathOf = (child: ChildProcess): Promise<Death> =>
  new Promise((resolve) => {
    child.on('error', (error) => {
      resolve({ code: null, signal: null, error })
    })
    child.on('close', (code, signal) => {
      resolve({ code, signal })
    })
  })

/** Keeps the end of what a process prints; reading it also keeps the process from blocking on a full pipe. */
const lastLines = (stream: Readable | null): (() => string) => {
  const state = { text: '' }
  stream?.setEncoding('utf8').on('data', (more: string) => {
    state.text = (state.text + more).slice(-4000)
  })
  return () => state.text.trim().split('\n').at(-1)?.slice(-200) ?? ''
}

const died = ({ folder }: Assignment, { code, signal, error }: Death, noise: string): Outcome => {
  const how = error?.message ?? (signal === null ? `with exit code ${String(code)}` : `by ${signal}`)
  const memory = signal === 'SIGKILL' || signal === 'SIGABRT' ? 'was memory short? then take a smaller batch; ' : ''
  return failed(
    issue(
      'train: died',
      `the training process ended ${how}, without a last word`,
      `${memory}the same command goes on from the last checkpoint`,
      {
        path: [folder],
        evidence: noise.trim() === '' ? [] : [['printed', noise.trim()]],
      },
    ),
  )
}

const killed = ({ folder }: Assignment): Outcome =>
  failed(
    issue(
      'train: killed',
      'the training process was stopped before it could write a checkpoint',
      'the same command goes on from the last one',
      { path: [folder] },
    ),
  )

const failed = (i: Issue): Outcome => ({ type: 'failed', issue: i })
