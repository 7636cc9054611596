import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as tf from '@tensorflow/tfjs-core'
import { type Issue, issue } from '../../core/issue.ts'
import { sameShape, size, type Tensor } from '../../core/tensor.ts'
import { checkBindings, type Declared } from '../bindings.ts'
import type { Session, Values } from '../session.ts'
import { queued, type TimedCall, type Timing } from '../timing.ts'
import type { Backend } from './backend.ts'
import type { Call, HostCall, Plan, Slot, View } from './plan.ts'

type Memory = (tf.Tensor | undefined)[]

const floats = (values: ArrayLike<number>, copied: boolean): Float32Array =>
  values instanceof Float32Array && !copied ? values : new Float32Array(values)
const integers = (values: ArrayLike<number>, copied: boolean): Int32Array =>
  values instanceof Int32Array && !copied ? values : new Int32Array(values)

const held = (memory: Memory, slot: Slot): tf.Tensor => {
  const t = memory[slot]
  if (t === undefined) throw new Error(`internal: slot ${String(slot)} is read before it is filled`)
  return t
}

const upload = ({ storage, shares }: Backend, memory: Memory, { slot, shape, dtype }: View, values: ArrayLike<number>): void => {
  const own = dtype === 'int32' ? integers(values, shares) : floats(values, shares)
  memory[slot] = tf.engine().makeTensor(own, [...shape], dtype, storage)
}

const release = (memory: Memory, slot: Slot): void => {
  memory[slot]?.dispose()
  memory[slot] = undefined
}

const isList = (inputs: Call['inputs']): inputs is readonly View[] => Array.isArray(inputs)

/** A call made ready; what it has to wait for, if anything. Only a host function waits: on a GPU, kernels are queued. */
type Ready = () => Promise<void> | undefined

/** A call made ready: the kernel is looked up once, and the plain arrays that it wants are built once. */
const prepared = ({ name, storage }: Backend, call: Call, memory: Memory): Ready => {
  const { kernelFunc } = tf.getKernel(call.kernel, name)
  const seen = ({ slot, shape, dtype }: View): (() => tf.TensorInfo) => {
    const plain = [...shape]
    return () => {
      const t = held(memory, slot)
      return sameShape(t.shape, plain) ? t : { dataId: t.dataId, shape: plain, dtype }
    }
  }
  const list = isList(call.inputs)
  const operands = Object.entries(call.inputs).map(([argument, view]) => [argument, seen(view)] as const)
  return () => {
    // Concat takes its operands as an array, which the types of kernels leave out.
    const inputs: tf.NamedTensorInfoMap = list ? Object.assign<tf.TensorInfo[], tf.NamedTensorInfoMap>([], {}) : {}
    for (const [argument, operand] of operands) inputs[argument] = operand()
    const [result] = [kernelFunc({ inputs, attrs: call.attrs, backend: storage })].flat()
    if (result === undefined) throw new Error(`internal: ${call.kernel} gave nothing`)
    memory[call.out] = tf.engine().makeTensorFromTensorInfo(result, storage)
    for (const slot of call.frees) release(memory, slot)
    return undefined
  }
}

/** The same numbers under a new id, which is a tensor's own. */
const cloned = ({ name, storage }: Backend, x: tf.Tensor): tf.Tensor => {
  const [result] = [tf.getKernel('Identity', name).kernelFunc({ inputs: { x }, backend: storage })].flat()
  if (result === undefined) throw new Error('internal: Identity gave nothing')
  return tf.engine().makeTensorFromTensorInfo(result, storage)
}

const preparedHost =
  (backend: Backend, { reads, gives, of, frees }: HostCall, memory: Memory): Ready =>
  async () => {
    const inputs = await Promise.all(
      reads.map(async ({ slot, shape }) => ({ data: Float64Array.from(await held(memory, slot).data()), shape })),
    )
    upload(backend, memory, gives, of(inputs))
    for (const slot of frees) release(memory, slot)
  }

/** A call that notes down how long it took. */
const watched =
  (call: Ready, c: Call | HostCall | undefined, node: Tensor | undefined, timed: TimedCall[]): Ready =>
  () => {
    const began = performance.now()
    const note = (): void => {
      timed.push({
        of: node === undefined ? 'unknown' : [node],
        kernel: c !== undefined && 'kernel' in c ? c.kernel : (node?.primitive.name ?? ''),
        name: node?.scope.join('/') ?? '',
        milliseconds: performance.now() - began,
      })
    }
    const pending = call()
    if (pending !== undefined) return pending.then(note)
    note()
    return undefined
  }

const constantOf = (c: Plan['constants'][number]): Float32Array =>
  typeof c.value === 'number' ? new Float32Array(size(c.shape)).fill(c.value) : Float32Array.from(c.value)

/** A plan, with what its session checks and tells. */
export interface Planned {
  readonly target: string
  readonly plan: Plan
  readonly inputs: readonly Declared[]
  /** Parameters and state. */
  readonly kept: readonly Declared[]
  readonly peakBytes: number
}

/**
 * Opens a plan on a TensorFlow.js backend. A step calls the backend's kernels one after the other; its engine counts the tensors. State is
 * replaced by new tensors each run: kernels cache what they packed by a tensor's id. `nodes` are what the calls compute, for whoever times them.
 */
export const openPlan = (backend: Backend, planned: Planned, initial: Values, nodes: readonly Tensor[] = []): E.Either<Issue, Session> =>
  pipe(
    checkBindings('state', planned.kept, initial),
    E.chain((values) =>
      E.tryCatch(
        () => opened(backend, planned, values, nodes),
        (cause) => failed(cause, planned),
      ),
    ),
  )

const opened = (backend: Backend, planned: Planned, values: Values, nodes: readonly Tensor[]): Session => {
  const p = planned.plan
  const memory: Memory = new Array<tf.Tensor | undefined>(p.slots).fill(undefined)
  for (const c of p.constants) upload(backend, memory, c, constantOf(c))
  for (const r of p.resident) upload(backend, memory, r, values[r.name] ?? [])
  const calls = p.calls.map((call) => ('of' in call ? preparedHost(backend, call, memory) : prepared(backend, call, memory)))
  const permanent = new Set([...p.constants, ...p.resident].map((l) => l.slot))
  const slotOf = new Map(p.resident.map((r) => [r.name, r.slot] as const))
  const clear = (kept: ReadonlySet<Slot>): void => {
    memory.forEach((_, slot) => {
      if (!kept.has(slot)) release(memory, slot)
    })
  }

  // All next values are taken before any old one goes: two leaves may exchange theirs. A value moves to its first leaf, and is
  // cloned for others and where it is another leaf's own.
  const renew = (): void => {
    const moved = new Set<Slot>()
    const next = Object.entries(p.updates).flatMap(([name, slot]) => {
      const target = slotOf.get(name)
      if (target === undefined || target === slot) return []
      const value = permanent.has(slot) || moved.has(slot) ? cloned(backend, held(memory, slot)) : held(memory, slot)
      if (!permanent.has(slot)) moved.add(slot)
      return [{ target, value }]
    })
    for (const slot of moved) memory[slot] = undefined
    for (const { target, value } of next) {
      release(memory, target)
      memory[target] = value
    }
  }

  const readAll = async (slots: readonly (readonly [name: string, slot: Slot])[]): Promise<Values> =>
    Object.fromEntries(
      await Promise.all(slots.map(async ([name, slot]) => [name, floats(await held(memory, slot).data(), backend.shares)] as const)),
    )

  const step = async (feeds: Values, ready: readonly Ready[] = calls): Promise<Values> => {
    for (const f of p.fed) upload(backend, memory, f, feeds[f.name] ?? [])
    for (const call of ready) {
      const pending = call()
      if (pending !== undefined) await pending
    }
    const outputs = await readAll(Object.entries(p.outputs))
    renew()
    return outputs
  }
  const attempt = <A>(f: () => Promise<A>): TE.TaskEither<Issue, A> =>
    pipe(
      backend.attempt(f),
      TE.mapLeft((cause) => failed(cause, planned)),
    )
  const time = async (feeds: Values): Promise<Timing> => {
    const timed: TimedCall[] = []
    const began = performance.now()
    await step(
      feeds,
      calls.map((call, i) => watched(call, p.calls[i], nodes[i], timed)),
    )
    return { milliseconds: performance.now() - began, calls: timed }
  }
  const once = <A>(feeds: Values, f: () => Promise<A>): TE.TaskEither<Issue, A> =>
    pipe(
      TE.fromIOEither(() => checkBindings('input', planned.inputs, feeds)),
      TE.chain(() =>
        attempt(() =>
          f().finally(() => {
            clear(permanent)
          }),
        ),
      ),
    )
  return {
    run: (feeds) => once(feeds, () => step(feeds)),
    timed: (feeds) => (backend.queues ? TE.left(queued(planned.target)) : once(feeds, () => time(feeds))),
    state: attempt(() => readAll([...slotOf])),
    close: () => clear(new Set()),
  }
}

const failed = (cause: unknown, { target, peakBytes }: Planned): Issue =>
  issue(
    `target ${target}`,
    `a kernel runs, but it failed: ${(cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 200) ?? ''}`,
    'a smaller batch or image needs less memory',
    { evidence: [['static peak', `${(peakBytes / 2 ** 20).toFixed(1)} MiB`]] },
  )
