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
}

/** A subject that runs. */
interface Runner {
  readonly subject: Subject
  readonly step: TE.TaskEither<Issue, number>
  readonly end: TE.TaskEither<Issue, Life>
  readonly kill: () => void
}

const failed = ({ name }: Subject, found: string): Issue =>
  issue('bench: a subject failed', `${name} answers each line with one of JSON, but ${found}`, 'run its command by hand to see why')

const started = (subject: Subject): Runner => {
  const [program, ...args] = subject.command
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
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
      TE.map(({ seconds }) => seconds),
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

/**
 * Lets subjects take steps in turn, so that what else the machine does meets all of them alike: one step each that does not count, then
 * `turns` each. They live side by side, so that all of them have to fit into memory. One that fails falls out.
 */
export const inTurn = async (subjects: readonly Subject[], turns: number, told: (text: string) => void): Promise<Turns> => {
  const runners = subjects.map(started)
  const seconds = new Map<Runner, number[]>(runners.map((r) => [r, []]))
  const issues: Issue[] = []
  const out = (runner: Runner, i: Issue): void => {
    issues.push(i)
    seconds.delete(runner)
    runner.kill()
  }
  for (let turn = 0; turn <= turns; turn++)
    for (const [runner, taken] of seconds) {
      told(`${runner.subject.name}: ${turn === 0 ? 'warming up' : `step ${String(turn)} of ${String(turns)}`}`)
      const step = await runner.step()
      if (E.isLeft(step)) out(runner, step.left)
      else if (turn > 0) taken.push(step.right)
    }
  const measured: Measured[] = []
  for (const [runner, taken] of seconds) {
    const life = await runner.end()
    if (E.isLeft(life)) out(runner, life.left)
    else measured.push({ ...life.right, name: runner.subject.name, seconds: median(taken) })
  }
  return { measured, issues }
}
