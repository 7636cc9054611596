import { spawnSync } from 'node:child_process'
import { readFileSync, statfsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { suggest } from '../dsl/core/nearest.ts'
import { cacheFolder, hasDriver, type LibraryKind, libraryFolder, type Ready } from '../dsl/targets/tensorflow/library.ts'
import { drawIssues, paperOf } from './draw.ts'
import { edge } from './edge.ts'
import { interrupt } from './interrupt.ts'
import { byteSize, duration, short } from './monitor/format.ts'
import { confirmed, title } from './setup/installed.ts'
import { driverVersion, type Machine, missing } from './setup/needs.ts'
import { stopPrograms } from './setup/process.ts'
import type { Teller } from './setup/tensorflow.ts'

// `npm run setup:tensorflow [-- --cuda | --remove]`

const usage = `Usage: npm run setup:tensorflow [-- --cuda | --remove]

Installs TensorFlow's native library for the target tensorflow, in a cache of your user (FOVEA_CACHE names another folder): downloads
its wheel with pip, builds an addon with g++, and tests it. Whatever is there already is not done again.

  --cuda    with CUDA, for an NVIDIA GPU
  --remove  removes it again
`

const Report = t.type({ header: t.partial({ glibcVersionRuntime: t.string }) })

const freeBytes = (path: string): number => {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  } catch {
    return dirname(path) === path ? 0 : freeBytes(dirname(path))
  }
}

const driver = (): Machine['driver'] => {
  try {
    return driverVersion(readFileSync('/proc/driver/nvidia/version', 'utf8'))
  } catch {
    return hasDriver() ? 'unknown' : 'none'
  }
}

const machine = (): Machine => {
  const report: unknown = process.report.getReport()
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: Report.is(report) ? report.header.glibcVersionRuntime : undefined,
    freeBytes: freeBytes(cacheFolder()),
    driver: driver(),
    runs: (command, args) => spawnSync(command, [...args], { stdio: 'ignore' }).status === 0,
  }
}

/** Says each step, and every few seconds how far it is: in one line on a terminal, in lines of their own elsewhere. */
const teller = (): Teller => {
  const { isTTY } = process.stdout
  return {
    step: (what) => {
      const began = performance.now()
      const state = { told: began, open: false }
      process.stdout.write(`${what}\n`)
      return (done, total) => {
        const now = performance.now()
        if (now - state.told < (isTTY ? 200 : 5000)) return
        state.told = now
        const rate = done / ((now - began) / 1000)
        const line = `  ${byteSize(done)} of ${byteSize(total)}, ${byteSize(rate)}/s, ${duration((total - done) / rate)} left`
        process.stdout.write(isTTY ? `\r\u001b[K${line}${done === total ? '\n' : ''}` : `${line}\n`)
      }
    },
  }
}

const refuse = (issues: readonly Issue[]): number => {
  process.stderr.write(`${drawIssues(issues, paperOf(process.stderr, process.env))}\n`)
  return 1
}

const told = (kind: LibraryKind, ready: Ready, how: string): number => {
  process.stdout.write(`${title(kind)} is ${how} in ${libraryFolder(kind)}; a convolution runs at ${short(ready.gflops)} GFLOP/s.\n`)
  return 0
}

const install = async (kind: LibraryKind): Promise<number> => {
  const before = await confirmed(kind)()
  if (E.isRight(before)) return told(kind, before.right, 'ready')
  if (before.left.code !== 'tensorflow: missing') process.stdout.write(`${before.left.message}: it is made anew\n`)
  const lacks = missing(machine(), kind)
  if (lacks.length > 0) return refuse(lacks)
  const stop = interrupt()
  stop.listen((again) => {
    stopPrograms(again ? 'SIGKILL' : 'SIGTERM')
  })
  const { setUp } = await import('./setup/tensorflow.ts')
  const made = await setUp(kind, teller())()
  stop.close()
  const signal = stop.asked()
  if (E.isLeft(made) && signal !== undefined) {
    process.stderr.write('Stopped; nothing is installed. The same command goes on with what is downloaded already.\n')
    return 128 + constants.signals[signal]
  }
  return E.isLeft(made) ? refuse([made.left]) : told(kind, made.right, 'now ready')
}

const removed = async (): Promise<number> => {
  const { remove } = await import('./setup/tensorflow.ts')
  const gone = await remove()()
  if (E.isLeft(gone)) return refuse([gone.left])
  process.stdout.write(gone.right.length === 0 ? 'There was nothing to remove.\n' : `Removed ${gone.right.join(', ')}.\n`)
  return 0
}

const program = (args: readonly string[]): Promise<number> => {
  const [option, ...more] = args
  if (option === '--help' || option === '-h') {
    process.stdout.write(usage)
    return Promise.resolve(0)
  }
  if (more.length === 0 && option === '--remove') return removed()
  if (more.length === 0 && (option === undefined || option === '--cuda')) return install(option === undefined ? 'cpu' : 'cuda')
  return Promise.resolve(
    refuse([
      issue(
        'command line: arguments',
        `there is no option \`${args.join(' ')}\``,
        suggest(args[0] ?? '', ['--cuda', '--remove', '--help']),
      ),
    ]),
  )
}

await edge(() => program(process.argv.slice(2)))
