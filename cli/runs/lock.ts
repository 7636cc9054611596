import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { IOEither } from 'fp-ts/lib/IOEither.js'
import * as t from 'io-ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { inWords } from '../../stdlib/files/error.ts'

const Holder = t.readonly(t.type({ pid: t.number, born: t.string, host: t.string }, 'lock'))
type Holder = t.TypeOf<typeof Holder>

/**
 * Takes the lock at `path` for this process and gives back what releases it. A lock whose process is gone, or whose pid was
 * given to another process since, is taken over. Issue `run: locked` where the holder lives, or runs on another machine,
 * where we can't tell.
 */
export const takeLock =
  (path: string): IOEither<Issue, () => void> =>
  () => {
    const mine: Holder = { pid: process.pid, born: born(process.pid), host: hostname() }
    const own = `${path}.${String(process.pid)}`
    return pipe(
      E.tryCatch(
        () => {
          writeFileSync(own, JSON.stringify(mine))
          const taken = tryLink(own, path) || (recover(path, `${own}.stale`) && tryLink(own, path))
          unlinkSync(own)
          return taken
        },
        (e) => issue('run: lock', inWords(e), 'check that the run folder is writable', { path: [path] }),
      ),
      E.filterOrElse(
        (taken) => taken,
        () => locked(path),
      ),
      E.map(() => () => {
        if (sameHolder(holderOf(path), mine)) unlinkSync(path)
      }),
    )
  }

const tryRename = (from: string, to: string): boolean => {
  try {
    renameSync(from, to)
    return true
  } catch (e) {
    if (hasCode(e, 'ENOENT')) return false
    throw e
  }
}

/** A link is made whole or not at all, and never over another: so no one sees a half-written lock. */
const tryLink = (from: string, to: string): boolean => {
  try {
    linkSync(from, to)
    return true
  } catch (e) {
    if (hasCode(e, 'EEXIST')) return false
    throw e
  }
}

/** Moves a stale lock aside, true where the way is free. Where another process was faster, what was moved is its fresh lock, and is put back. */
const recover = (path: string, aside: string): boolean => {
  const holder = holderOf(path)
  if (holder !== undefined && lives(holder)) return false
  if (!tryRename(path, aside)) return true
  const moved = holderOf(aside)
  const stale = moved === undefined || !lives(moved)
  if (!stale) tryLink(aside, path)
  unlinkSync(aside)
  return stale
}

const hasCode = (e: unknown, code: string): boolean => e instanceof Error && 'code' in e && e.code === code

const holderOf = (path: string): Holder | undefined => {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return Holder.is(read) ? read : undefined
  } catch {
    return undefined
  }
}

const sameHolder = (a: Holder | undefined, b: Holder): boolean => a?.pid === b.pid && a.born === b.born && a.host === b.host

const lives = ({ pid, born: since, host }: Holder): boolean => host !== hostname() || (exists(pid) && born(pid) === since)

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (e) {
    return hasCode(e, 'EPERM')
  }
}

/** When a process was started, in clock ticks (proc(5), stat, field 22): tells two owners of one pid apart. Empty off Linux. */
const born = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

const locked = (path: string): Issue => {
  const holder = holderOf(path)
  return issue('run: locked', 'another process trains this run', `wait for it or stop it; if it is gone, delete ${path}`, {
    path: [dirname(path)],
    evidence: [
      ['holder', holder === undefined ? 'unknown' : `pid ${String(holder.pid)} on ${holder.host}`],
      ['we', `pid ${String(process.pid)} on ${hostname()}`],
    ],
  })
}
