import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { inWords } from '../../stdlib/files/error.ts'
import { addonSource, type Wheel } from './pins.ts'
import { type Progress, runProgram } from './process.ts'

/** The digest of a file, read piece by piece. */
export const digest = async (file: string, algorithm: 'sha256' | 'sha512', encoding: 'hex' | 'base64'): Promise<string> => {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file), hash)
  return hash.digest(encoding)
}

/** A file that is what its pin says, or is removed. */
const verified = (file: string, wanted: string, found: (file: string) => Promise<string>): TE.TaskEither<Issue, string> =>
  pipe(
    TE.tryCatch(
      () => found(file),
      (e) => issue('setup: download', `cannot be read: ${inWords(e)}`, 'run the set-up again', { path: [file] }),
    ),
    TE.chain((hash) =>
      hash === wanted
        ? TE.right(file)
        : pipe(
            TE.fromTask<unknown, Issue>(() => rm(file, { force: true })),
            TE.chain(() =>
              TE.left(
                issue(
                  'setup: hash',
                  'a download has the hash that fovea pins, but it has another: it was not used and is removed',
                  'run the set-up again; if it persists, what serves the packages changes them',
                  {
                    path: [file],
                    evidence: [
                      ['pinned', wanted],
                      ['found', hash],
                    ],
                  },
                ),
              ),
            ),
          ),
    ),
  )

const fileStart = ({ name, version }: Wheel): string => `${name.replaceAll('-', '_')}-${version}-`

/** The wheel where it lies already, whole or not. */
const there = async (folder: string, wheel: Wheel): Promise<string | undefined> => {
  const names = await readdir(folder)
  const name = names.find((n) => n.startsWith(fileStart(wheel)) && n.includes(wheel.platform.split('.')[0] ?? '') && n.endsWith('.whl'))
  return name === undefined ? undefined : join(folder, name)
}

const sha256 = (file: string): Promise<string> => digest(file, 'sha256', 'hex')

/** The bytes of all files below a folder, whatever else happens to it meanwhile. */
const bytesBelow = async (folder: string): Promise<number> => {
  const names = await readdir(folder).catch((): readonly string[] => [])
  const sizes = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined)
      return found?.isDirectory() === true ? bytesBelow(join(folder, name)) : (found?.size ?? 0)
    }),
  )
  return sizes.reduce((n, size) => n + size, 0)
}

const units: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9 }

/** The size that pip says before it downloads. @example sizeSaid('Downloading a-1.whl (273.8 MB)') // => 273800000 */
export const sizeSaid = (line: string): number | null => {
  const found = /^ *Downloading .*\(([\d.]+) (kB|MB|GB)\)/.exec(line)
  return found === null ? null : Math.round(Number(found[1]) * (units[found[2] ?? ''] ?? 1))
}

/** pip writes into a temporary folder before a wheel is whole: how much lies there is how far it is. */
const pip = (folder: string, requirement: string, wheel: Wheel, told: Progress): TE.TaskEither<Issue, unknown> => {
  const temporary = join(folder, 'pip')
  const state = { total: 0 }
  const heard = (line: string): void => {
    state.total = sizeSaid(line) ?? state.total
  }
  const look = async (): Promise<void> => {
    const done = await bytesBelow(temporary)
    if (state.total > 0) told(Math.min(done, state.total), state.total)
  }
  return TE.bracket(
    TE.tryCatch(
      async () => {
        await rm(temporary, { recursive: true, force: true })
        await mkdir(temporary, { recursive: true })
        return setInterval(() => void look(), 500)
      },
      (e) => issue('setup: download', inWords(e), 'check the cache folder', { path: [temporary] }),
    ),
    () =>
      runProgram(
        'setup: download',
        'check that the network reaches your Python package index, and run it again',
        () => undefined,
        heard,
      )(
        'python3',
        [
          ...['-m', 'pip', 'download', '--no-deps', '--require-hashes', '--only-binary=:all:', '--disable-pip-version-check', '--no-input'],
          ...['--no-cache-dir', '--python-version', '3.11', '--implementation', 'cp', '--platform', wheel.platform],
          ...['--dest', folder, '-r', requirement],
        ],
        { TMPDIR: temporary },
      ),
    (timer) =>
      TE.fromTask(async () => {
        clearInterval(timer)
        await rm(temporary, { recursive: true, force: true })
      }),
  )
}

/**
 * Downloads a wheel with pip into a folder, unless it is there; gives its file, whose hash is the pinned one. One that lies there with
 * another hash, as a copy that was broken off leaves it, is downloaded anew.
 */
export const downloadWheel =
  (folder: string, told: Progress) =>
  (wheel: Wheel): TE.TaskEither<Issue, string> => {
    const failed = issue('setup: download', `pip gives ${wheel.name} ${wheel.version}, but no such file is there`, 'run the set-up again')
    const requirement = join(folder, `${fileStart(wheel)}requirement.txt`)
    const download = pipe(
      TE.tryCatch(
        () => writeFile(requirement, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`),
        (e) => issue('setup: download', inWords(e), 'check the cache folder', { path: [requirement] }),
      ),
      TE.chain(() => pip(folder, requirement, wheel, told)),
      TE.chain(() => TE.fromTask(() => there(folder, wheel))),
      TE.chain((file) => (file === undefined ? TE.left(failed) : verified(file, wheel.sha256, sha256))),
    )
    return pipe(
      TE.fromTask<string | undefined, Issue>(() => there(folder, wheel)),
      TE.chain((file) =>
        file === undefined
          ? download
          : pipe(
              verified(file, wheel.sha256, sha256),
              TE.orElse(() => download),
            ),
      ),
    )
  }

const npm = (): readonly [command: string, first: readonly string[]] => {
  const script = process.env['npm_execpath']
  return script !== undefined && /npm(-cli)?[.]c?js$/.test(script) ? [process.execPath, [script]] : ['npm', []]
}

/** Downloads the sources of the addon with npm into a folder; gives the tarball, whose hash is the pinned one. */
export const downloadAddonSource = (folder: string): TE.TaskEither<Issue, string> => {
  const [command, first] = npm()
  const file = join(folder, `${addonSource.package.replace('@', '').replace('/', '-').replace('@', '-')}.tgz`)
  return pipe(
    runProgram('setup: download', 'check that the network reaches your npm registry (`npm ping`)')(command, [
      ...first,
      ...['pack', addonSource.package, '--silent', '--ignore-scripts', '--pack-destination', folder],
    ]),
    TE.chain(() => verified(file, addonSource.integrity, async (f) => `sha512-${await digest(f, 'sha512', 'base64')}`)),
  )
}
