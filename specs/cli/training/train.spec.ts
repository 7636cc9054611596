import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Event, Summary } from '../../../cli/events.ts'
import { checkpointFile } from '../../../cli/runs/checkpoints.ts'
import { trainOn } from '../../../cli/training/train.ts'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import { experiments as aitod } from '../../../examples/aitod-fcos.ts'
import { defaultTarget } from '../../../dsl/targets/index.ts'
import type { Session, Target, Values } from '../../../dsl/targets/session.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { decode } from '../../../stdlib/checkpoint/safetensors.ts'
import { tiny } from './tiny.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fovea-training-'))
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

interface Trained {
  readonly folder: string
  readonly events: readonly Event[]
  readonly result: E.Either<Issue, Summary>
}
interface Asked {
  readonly steps: number
  /** Asks to stop after so many reports of progress. */
  readonly stopAfter?: number
  readonly resume?: string
  readonly target?: Target
  readonly folder?: string
}
const train = async (e: Experiment, { steps, stopAfter = Infinity, resume, target = defaultTarget, folder }: Asked): Promise<Trained> => {
  const checkpointFolder = folder ?? mkdtempSync(join(root, 'checkpoints-'))
  const events: Event[] = []
  const job = { experiment: e, seed: e.seed, steps, checkpointFolder, ...(resume === undefined ? {} : { resume }) }
  const asked = { steps: 0 }
  const stopRequested = (): boolean => ++asked.steps >= stopAfter
  const result = await trainOn(target)(job, (event) => events.push(event), stopRequested)()
  return { folder: checkpointFolder, events, result }
}
const right = <A>(result: E.Either<Issue, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(`${result.left.code}: ${result.left.message}`)
}
const types = ({ events }: Trained): readonly string[] => events.map(({ type }) => type)
const bytes = ({ folder }: Trained, step: number): Buffer => readFileSync(checkpointFile(folder, step))
const files = ({ folder }: Trained): readonly string[] => readdirSync(folder).map((name) => name.replace(/^0*|\.safetensors$/g, ''))

/** A target whose sessions are seen and may answer otherwise. */
const spied = (answer: (out: Values, step: number) => Values): { readonly target: Target; readonly open: () => number } => {
  const state = { open: 0 }
  const spy = (session: Session): Session => {
    state.open++
    const run = { step: 0 }
    return {
      run: (feeds) => TE.map((out: Values) => answer(out, ++run.step))(session.run(feeds)),
      timed: session.timed,
      state: session.state,
      close: () => {
        state.open--
        session.close()
      },
    }
  }
  const target: Target = {
    ...defaultTarget,
    open: (program, values) => async () => E.map(spy)(await defaultTarget.open(program, values)()),
  }
  return { target, open: () => state.open }
}

/** The options of examples/aitod-fcos.ts on another network. */
const asForAitod = (e: Experiment): Experiment => {
  const [{ detector, training, test } = e] = aitod
  return {
    ...e,
    detector: { ...detector, backbone: e.detector.backbone, neck: { ...detector.neck, channels: 8 } },
    training: { ...e.training, optimiser: training.optimiser, biases: training.biases },
    test,
  }
}

describe('training', () => {
  it.each([
    ['the plain detector', tiny()],
    ['the detector with SET', tiny({ method: setAsPublished })],
    ['the detector as for AI-TOD, with SET', asForAitod(tiny({ method: setAsPublished }))],
  ])('stopped and continued gives %s bit for bit as in one go', async (_, e) => {
    const whole = await train(e, { steps: 4 })
    const half = await train(e, { steps: 4, stopAfter: 2 })
    expect(right(half.result).steps).toBe(2)
    const rest = await train(e, { steps: 4, resume: checkpointFile(half.folder, 2), folder: half.folder })
    expect(rest.events.find((event) => event.type === 'started')).toMatchObject({ firstStep: 2, steps: 4 })
    expect(bytes(rest, 4).equals(bytes(whole, 4))).toBe(true)
    expect(right(rest.result).metrics).toEqual(right(whole.result).metrics)
  })
  it('of another seed gives another detector', async () => {
    const [a, b] = [await train(tiny(), { steps: 1 }), await train(tiny({ seed: 4 }), { steps: 1 })]
    expect(bytes(a, 1).equals(bytes(b, 1))).toBe(false)
  })
  it('says what it does, in order, and measures the end', async () => {
    const run = await train(tiny(), { steps: 2 })
    expect(types(run)).toEqual(['started', 'progress', 'progress', 'checkpoint', 'evaluated'])
    const progress = run.events.flatMap((event) => (event.type === 'progress' ? [event] : []))
    expect(progress.map(({ step }) => step)).toEqual([1, 2])
    expect(Object.keys(progress[0]?.losses ?? {})).toEqual(['classification', 'bbox_regression', 'bbox_ctrness'])
    expect(Object.values(progress[0]?.losses ?? {}).every((loss) => loss > 0)).toBe(true)
    expect(right(run.result)).toMatchObject({ name: 'tiny', seed: 3, target: 'tfjs:wasm', steps: 2 })
    expect(right(run.result).metrics.AP).toBeGreaterThanOrEqual(0)
  })
  it('writes a checkpoint when it is asked to stop, and measures nothing then', async () => {
    const run = await train(tiny(), { steps: 9, stopAfter: 3 })
    expect(files(run)).toEqual(['2', '3'])
    expect(types(run)).not.toContain('evaluated')
    expect(right(run.result)).toMatchObject({ steps: 3, metrics: { AP: null } })
  })
  it('keeps the newest three checkpoints', async () => {
    const e = tiny()
    expect(files(await train({ ...e, training: { ...e.training, checkpointEvery: 1 } }, { steps: 5 }))).toEqual(['3', '4', '5'])
  })
  it('measures on the way where it is asked to, which changes nothing in training', async () => {
    const e = tiny()
    const run = await train({ ...e, training: { ...e.training, evaluateEvery: 1 } }, { steps: 3 })
    expect(run.events.flatMap((event) => (event.type === 'evaluated' ? [event.step] : []))).toEqual([1, 2, 3])
    expect(bytes(run, 3).equals(bytes(await train(e, { steps: 3 }), 3))).toBe(true)
  })
  it('with nothing left to train measures alone', async () => {
    const run = await train(tiny(), { steps: 2 })
    const again = await train(tiny(), { steps: 2, resume: checkpointFile(run.folder, 2) })
    expect(types(again)).toEqual(['started', 'evaluated'])
    expect(right(again.result).metrics).toEqual(right(run.result).metrics)
  })
  it.each(['loss', 'gradientNorm'])('ends with an issue and no further checkpoint where %s is no longer finite', async (what) => {
    const { target, open } = spied((out, step) => (step === 3 ? { ...out, [what]: Float32Array.of(NaN) } : out))
    const run = await train(tiny(), { steps: 9, target })
    expect(run.result).toMatchObject(E.left({ code: 'train: not finite', path: ['step 3'] }))
    expect(files(run)).toEqual(['2'])
    expect(open()).toBe(0)
  })
  it('ends with an issue where it truly diverges', async () => {
    const e = tiny()
    const schedule = { rate: 1e30, warmUp: null, decay: { kind: 'constant' } } as const
    const optimiser = { kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false } as const
    const run = await train({ ...e, training: { ...e.training, clip: null, schedule, optimiser, checkpointEvery: 100 } }, { steps: 20 })
    expect(run.result).toMatchObject(E.left({ code: 'train: not finite' }))
    expect(files(run)).toEqual([])
  })
  it('never keeps values that are not finite', async () => {
    const broken: Target = {
      ...defaultTarget,
      open: (program, values) => async () =>
        E.map((s: Session): Session => ({
          ...s,
          state: TE.map((values: Values) => ({ ...values, 'backbone.body.conv0.weight': new Float32Array(108).fill(Infinity) }))(s.state),
        }))(await defaultTarget.open(program, values)()),
    }
    const run = await train(tiny(), { steps: 2, target: broken })
    expect(run.result).toMatchObject(E.left({ code: 'train: not finite', path: ['step 2', 'backbone.body.conv0.weight'] }))
    expect(files(run)).toEqual([])
  })
  it('closes what it opened, however it ends', async () => {
    const { target, open } = spied((out) => out)
    await train(tiny(), { steps: 1, target })
    await train(tiny(), { steps: 3, stopAfter: 1, target })
    expect(open()).toBe(0)
    const failing: Target = { ...target, open: () => () => Promise.resolve(E.left(issue('target', 'is full', 'wait'))) }
    expect((await train(tiny(), { steps: 1, target: failing })).result).toMatchObject(E.left({ code: 'target' }))
  })
  it('refuses the checkpoint of another network', async () => {
    const { folder } = await train(tiny(), { steps: 1 })
    const e = tiny()
    const other = { ...e, detector: { ...e.detector, head: { convs: 2, groups: 2, scales: false } } }
    const run = await train(other, { steps: 2, resume: checkpointFile(folder, 1) })
    expect(run.result).toMatchObject(
      E.left({ code: 'checkpoint missing', path: [checkpointFile(folder, 1), expect.stringContaining('conv.3')] }),
    )
  })
  it('keeps the optimiser’s state beside the parameters, all under one name each', async () => {
    const { folder } = await train(tiny(), { steps: 1 })
    const { tensors } = right(decode(readFileSync(checkpointFile(folder, 1))))
    expect(tensors.has('optimiser.firstMoment.backbone.body.conv0.weight')).toBe(true)
    expect(tensors.get('backbone.body.conv0.weight')?.shape).toEqual([4, 3, 3, 3])
  })
})
