import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import { drawIssues, paperOf, type Paper } from './draw.ts'
import { atItsPace } from './at-its-pace.ts'
import { edge } from './edge.ts'
import { run, type Actions, type Io } from './program.ts'

const paper = (): Paper => paperOf(process.stderr, process.env)

const io: Io = {
  out: (text) => {
    process.stdout.write(text)
  },
  err: (text) => {
    process.stderr.write(text)
  },
  paper,
}

const warn = (issues: readonly Issue[]): void => {
  io.err(`${drawIssues(issues, paper())}\n`)
}

/** A command loads its own modules when it is called, so that `--help` is quick. */
const actions: Actions = {
  train: (file, options) => async () => (await import('./train-world.ts')).trainHere(file, options)(),
  evaluate: (options) => async () =>
    pipe(
      (await import('./evaluate.ts')).evaluateFiles(options, {
        ...io,
        live: process.stderr.isTTY,
        now: () => performance.now(),
        columns: paperOf(process.stdout, process.env).columns,
      }),
      TE.map(({ text, warnings }) => {
        if (warnings.length > 0) io.err(`${drawIssues(warnings, paper())}\n`)
        io.out(text)
        return 0
      }),
    )(),
  detect: (options) => async () => {
    const world = { ...io, warn, live: process.stderr.isTTY, now: () => performance.now() }
    return (await import('./detect.ts')).detect(world)(options)()
  },
  data: {
    check: (path, options) => async () => {
      const world = {
        ...io,
        show: atItsPace(process.stdout),
        live: process.stderr.isTTY,
        now: () => performance.now(),
        paper: () => paperOf(process.stdout, process.env),
      }
      return (await import('./data/check.ts')).check(world)(path, options)()
    },
    convert: (path, options) => async () => (await import('./data/convert.ts')).convert({ ...io, warn })(path, options)(),
    inspect: (path, options) => async () => (await import('./data/inspect.ts')).inspect({ ...io, warn })(path, options)(),
    coverage: (file, options) => async () => {
      const world = { ...io, warn, live: process.stderr.isTTY, now: () => performance.now() }
      return (await import('./data/coverage.ts')).coverage(world)(file, options)()
    },
    shard: (path, options) => async () => {
      const world = { ...io, warn, live: process.stderr.isTTY, now: () => performance.now() }
      return (await import('./data/shard.ts')).shard(world)(path, options)()
    },
  },
  doctor: (options) => async () => (await import('./doctor.ts')).doctor(io)(options)(),
  export: (run, folder) => async () => (await import('./export.ts')).exportRun({ ...io, warn })(run, folder)(),
  explain: (file, options) => async () => (await import('./explain.ts')).explain(io)(file, options)(),
}

await edge(() => run(process.argv.slice(2), actions, io))
