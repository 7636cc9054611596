import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../../core/issue.ts'
import type { Library } from './library.ts'

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** What decides here whether a library loads: processor, system, Node. Another machine may share the cache folder. */
const machine = (): readonly string[] => {
  const system = textOf('/etc/os-release')
  const of = (key: string): string => new RegExp(`^${key}="?(.*?)"?$`, 'm').exec(system)?.[1] ?? ''
  return [process.arch, cpus()[0]?.model ?? '', of('ID'), of('VERSION_ID'), `node ${process.version}`]
}

/** The machine and the state of the files, as one line: a library that loaded with the same line loads again. */
export const circumstances = (folder: string, files: readonly string[]): string =>
  [
    ...machine(),
    ...files.map((file) => {
      const { size, mtimeMs } = statSync(join(folder, file))
      return `${file} ${String(size)} ${String(Math.round(mtimeMs))}`
    }),
  ].join('; ')

const script = 'try { process.dlopen({ exports: {} }, process.argv[1]) } catch (e) { console.error(e.message); process.exit(1) }'

/** Loads an addon in a process of its own, which it may well end; gives what went wrong, or undefined. */
export const trial = (addon: string): string | undefined => {
  const env = { TF_CPP_MIN_LOG_LEVEL: '3', ...process.env }
  const { status, signal, error, stderr } = spawnSync(process.execPath, ['-e', script, addon], { encoding: 'utf8', env, timeout: 60_000 })
  if (status === 0) return undefined
  if (error !== undefined) return error.message
  if (signal !== null) return `the process that loads it is ended by ${signal}; its processor may lack what TensorFlow needs`
  return stderr.split('\n').find((line) => line.trim() !== '') ?? `the process that loads it ends with ${String(status)}`
}

const tried = new Map<string, string | undefined>()

/**
 * A library that loads here: its self-test passed on this machine and nothing has changed since, or it is tried, which takes half a second
 * and is done once a process.
 */
export const loads = (found: Library, attempt: (addon: string) => string | undefined = trial): E.Either<Issue, Library> => {
  const { folder, addon, ready, hint } = found
  const now = circumstances(folder, Object.keys(ready.files))
  if (ready.tested === now) return E.right(found)
  const key = `${folder}; ${now}`
  if (!tried.has(key)) tried.set(key, attempt(addon))
  const why = tried.get(key)
  return why === undefined
    ? E.right(found)
    : E.left(
        issue('tensorflow: does not load', `TensorFlow ${ready.tensorflow} (${ready.kind}) does not load here: ${why}`, hint, {
          path: [folder],
        }),
      )
}
