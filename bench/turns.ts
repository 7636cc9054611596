import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { createInterface } from 'node:readline'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { median } from '../cli/median.ts'
import { Life, Step } from './protocol.ts'
import type { Subject } from './subjects.ts'

/** What is known of a subject after its turns. */
export interface Measured extends Life {
  readonly name: string
  /** The median over the turns, the first left out: it warms up. */
  readonly seconds: number
  /** What each step computed, the first one's included. */
  readonly computed: readonly (readonly number[])[]
}

/** A subject that runs. */
interface Runner {
  readonly subject: Subject
  readonly step: TE.TaskEither<Issue, Step>
  readonly end: TE.TaskEither<Issue, Life>
  readonly kill: () => void
}

const failed = ({ name }: Subject, found: string): Issue =>
  issue('bench: a subject failed', `${name} answers each line with one of JSON, but ${found}`, 'run its command by hand to see why')

const started = (subject: Subject): Runner => {
  const [program, ...args] = subject.command
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...subject.env },
  })
  const complaints: string[] = []
  child.stderr.on('data', (data) => complaints.push(String(data)))
  // Writing to a process that has ended is told by what it answers.
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const heard =
    <A>(codec: t.Type<A, unknown>): TE.TaskEither<Issue, A> =>
    async () => {
      const line = await lines.next()
      if (line.done === true) return E.left(failed(subject, `ended: ${complaints.join('').trim().slice(-400)}`))
      return pipe(
        E.tryCatch((): unknown => JSON.parse(line.value), String),
        E.chainW((u) => codec.decode(u)),
        E.mapLeft(() => failed(subject, `said ${line.value.slice(0, 200)}`)),
      )
    }
  return {
    subject,
    step: pipe(
      TE.fromIO<unknown, Issue>(() => child.stdin.write('step\n')),
      TE.chain(() => heard(Step)),
    ),
    end: pipe(
      TE.fromIO<unknown, Issue>(() => child.stdin.end()),
      TE.chain(() => heard(Life)),
    ),
    kill: () => child.kill('SIGKILL'),
  }
}

/** Subjects after their turns, and the issues of those that fell out. */
export interface Turns {
  readonly measured: readonly Measured[]
  readonly issues: readonly Issue[]
}

/** What is known of a subject between its turns. */
interface Taken {
  readonly steps: readonly Step[]
  /** What the device holds more for it than before it started, now and at most. */
  readonly held: number
  readonly most: number
}

/** Bytes in use on a device, where the memory of subjects is there and not in their processes. */
export type Gauge = () => number

/**
 * Lets subjects take steps in turn, so that what else the machine does meets all of them alike: one step each that does not count, then
 * `turns` each. Each starts at its first turn, when nothing else is at work, and they live side by side, so that all of them have to fit into memory.
 * One that fails falls out. With a gauge their peak is that of the device: what it holds more after their steps than before.
 */
export const inTurn = async (
  subjects: readonly Subject[],
  turns: number,
  told: (text: string) => void,
  gauge: Gauge | null = null,
): Promise<Turns> => {
  const running = new Map<Subject, Runner>()
  const taken = new Map<Subject, Taken>(subjects.map((s) => [s, { steps: [], held: 0, most: 0 }]))
  const issues: Issue[] = []
  const out = (subject: Subject, i: Issue): void => {
    issues.push(i)
    taken.delete(subject)
    running.get(subject)?.kill()
  }
  for (let turn = 0; turn <= turns; turn++)
    for (const [subject, { steps, held, most }] of taken) {
      told(`${subject.name}: ${turn === 0 ? 'warming up' : `step ${String(turn)} of ${String(turns)}`}`)
      const before = gauge?.() ?? 0
      const runner = running.get(subject) ?? started(subject)
      running.set(subject, runner)
      const step = await runner.step()
      const holds = held + (gauge?.() ?? 0) - before
      if (E.isLeft(step)) out(subject, step.left)
      else taken.set(subject, { steps: [...steps, step.right], held: holds, most: Math.max(most, holds) })
    }
  const measured: Measured[] = []
  for (const [subject, { steps, most }] of taken) {
    const life = await running.get(subject)?.end()
    if (life === undefined) continue
    if (E.isLeft(life)) out(subject, life.left)
    else
      measured.push({
        ...life.right,
        ...(gauge === null ? {} : { peakBytes: most }),
        name: subject.name,
        seconds: median(steps.slice(1).map(({ seconds }) => seconds)),
        computed: steps.map(({ computed }) => computed),
      })
  }
  return { measured, issues }
}
