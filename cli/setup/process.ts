import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { causeOf } from './causes.ts'

/** How far a program is, where it says so. */
export type Progress = (done: number, total: number) => void

const progressOf = (line: string): readonly [number, number] | null => {
  const found = /^Progress (\d+) of (\d+)$/.exec(line.trim())
  return found === null ? null : [Number(found[1]), Number(found[2])]
}

const running = new Set<ChildProcess>()
const state = { stopped: false }

/** Ends the programs that run, and lets no other start: what waits for them fails, and cleans up after itself. */
export const stopPrograms = (signal: NodeJS.Signals = 'SIGTERM'): void => {
  state.stopped = true
  running.forEach((child) => killGroup(child, signal))
}

/** With whatever it started itself: `python3` may be a script that starts the true one. */
const killGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Runs a program to its end and gives what it printed; `heard` is given each line. Lines `Progress N of M`, as our own scripts print them,
 * are told instead. An issue `code` carries the last lines that it printed where it fails; where they name the cause, it is that cause's.
 */
export const runProgram =
  (code: string, hint: string, told: Progress = () => undefined, heard: (line: string) => void = () => undefined) =>
  (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): TaskEither<Issue, string> =>
  () =>
    new Promise((resolve) => {
      if (state.stopped) {
        resolve(E.left(issue(code, `\`${command}\` runs, but it was asked to stop before`, hint)))
        return
      }
      const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, detached: true })
      running.add(child)
      const printed: string[] = []
      const hear = (line: string): void => {
        const progress = progressOf(line)
        if (progress !== null) {
          told(...progress)
          return
        }
        printed.push(line)
        heard(line)
      }
      createInterface({ input: child.stdout }).on('line', hear)
      createInterface({ input: child.stderr }).on('line', hear)
      const fail = (how: string): void => {
        const last = printed.filter((line) => line.trim() !== '').slice(-4)
        const cause = causeOf(printed.join('\n')) ?? { code, message: `\`${command}\` runs to its end, but it ${how}`, hint }
        resolve(
          E.left(issue(cause.code, cause.message, cause.hint, { evidence: last.map((line) => ['printed', line.slice(0, 300)] as const) })),
        )
      }
      child.on('error', (e) => {
        running.delete(child)
        fail(`does not start: ${e.message}`)
      })
      child.on('close', (status, signal) => {
        running.delete(child)
        if (status === 0) resolve(E.right(printed.join('\n')))
        else fail(signal === null ? `ended with ${String(status)}` : `was ended by ${signal}`)
      })
    })
