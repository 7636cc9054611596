// A training process whose training is arithmetic: the state after n steps depends on all of them, so that a run that was
// broken off and continued ends as one that was not only if nothing was lost or done twice.
import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { checkpointFile } from '../../cli/runs/checkpoints.ts'
import type { Train } from '../../cli/job.ts'
import { work } from '../../cli/worker.ts'
import { issue } from '../../dsl/core/issue.ts'
import { readCheckpoint, writeCheckpoint } from '../../stdlib/checkpoint/file.ts'

const Fake = t.intersection([
  t.type({ name: t.string, pause: t.number, every: t.number }),
  t.partial({ end: t.keyof({ kill: null, exit: null, throw: null, fail: null, later: null, print: null }), at: t.number }),
])

const train: Train = (job, emit, stopRequested) => async () => {
  if (!Fake.is(job.experiment)) return E.left(issue('fake', 'is no fake experiment', 'write a fake one'))
  const { name, pause, every, end, at = 0 } = job.experiment
  const from = job.resume === undefined ? undefined : await readCheckpoint(job.resume)()
  if (from !== undefined && E.isLeft(from)) return from
  const [first = 0, state = job.seed] = from?.right.tensors.get('state')?.data ?? []
  const head = { name, seed: job.seed, target: 'fake' }
  emit({ type: 'started', ...head, steps: job.steps, firstStep: first, parameters: 1, peakBytes: 8 })

  const checkpoint = async (step: number, x: number): Promise<void> => {
    const file = checkpointFile(job.checkpointFolder, step)
    await writeCheckpoint(file, {
      tensors: new Map([['state', { dtype: 'F64', shape: [2], data: Float64Array.of(step, x) }]]),
      metadata: new Map(),
    })()
    emit({ type: 'checkpoint', step, file })
  }
  const done = (step: number, x: number) => {
    const metrics = { AP: x / 65537, AP50: null, AP75: null, APvt: null, APt: null, APs: null, APm: null }
    return E.right({ ...head, steps: step, seconds: 1, metrics })
  }
  let x = state
  for (let step = first + 1; step <= job.steps; step++) {
    x = (x * 75 + 74 + step) % 65537
    await setTimeout(pause)
    if (step === at && first === 0) {
      if (end === 'kill') process.kill(process.pid, 'SIGKILL')
      if (end === 'exit') process.exit(7)
      if (end === 'fail') return E.left(issue('loss: not finite', 'classification is NaN', 'lower the rate'))
      if (end === 'throw') throw new Error('internal: the fake broke')
      if (end === 'later') {
        void Promise.reject(new TypeError(`a fault nobody awaits\n${'emscripten '.repeat(1000)}`))
        await setTimeout(10)
      }
      if (end === 'print') {
        process.stdout.write('noise '.repeat(100_000))
        process.stderr.write('the last line')
        process.exit(3)
      }
    }
    emit({ type: 'progress', step, losses: { fake: x }, gradientNorm: 1, learningRate: 1, imagesPerSecond: 1, secondsLeft: 1 })
    const stop = stopRequested()
    if (step % every === 0 || stop || step === job.steps) await checkpoint(step, x)
    if (stop) return done(step, x)
  }
  return done(job.steps, x)
}

await work(train)
