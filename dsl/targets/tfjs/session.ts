import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as tf from '@tensorflow/tfjs-core'
import type { Program } from '../../compile/compile.ts'
import { type Issue, issue } from '../../core/issue.ts'
import { sameShape, size } from '../../core/tensor.ts'
import { checkBindings } from '../bindings.ts'
import type { Session, Values } from '../session.ts'
import type { TimedCall, Timing } from '../timing.ts'
import { type Call, type HostCall, plan, type Plan, type Slot, type View } from './plan.ts'

type Memory = (tf.Tensor | undefined)[]

const floats = (values: ArrayLike<number>): Float32Array => (values instanceof Float32Array ? values : Float32Array.from(values))
const integers = (values: ArrayLike<number>): Int32Array => (values instanceof Int32Array ? values : Int32Array.from(values))

const held = (memory: Memory, slot: Slot): tf.Tensor => {
  const t = memory[slot]
  if (t === undefined) throw new Error(`internal: slot ${String(slot)} is read before it is filled`)
  return t
}

const upload = (memory: Memory, { slot, shape, dtype }: View, values: ArrayLike<number>): void => {
  memory[slot] = tf.engine().makeTensor(dtype === 'int32' ? integers(values) : floats(values), [...shape], dtype)
}

const release = (memory: Memory, slot: Slot): void => {
  memory[slot]?.dispose()
  memory[slot] = undefined
}

const isList = (inputs: Call['inputs']): inputs is readonly View[] => Array.isArray(inputs)

/** A call made ready; what it has to wait for, if anything. Only a host function waits: on a GPU, kernels are queued. */
type Ready = () => Promise<void> | undefined

/** A call made ready: the kernel is looked up once, and the plain arrays that it wants are built once. */
const prepared = (call: Call, memory: Memory): Ready => {
  const { kernelFunc } = tf.getKernel(call.kernel, tf.getBackend())
  const seen = ({ slot, shape, dtype }: View): (() => tf.TensorInfo) => {
    const plain = [...shape]
    return () => {
      const t = held(memory, slot)
      return sameShape(t.shape, plain) ? t : { dataId: t.dataId, shape: plain, dtype }
    }
  }
  const list = isList(call.inputs)
  const operands = Object.entries(call.inputs).map(([name, view]) => [name, seen(view)] as const)
  return () => {
    // Concat takes its operands as an array, which the types of kernels leave out.
    const inputs: tf.NamedTensorInfoMap = list ? Object.assign<tf.TensorInfo[], tf.NamedTensorInfoMap>([], {}) : {}
    for (const [name, operand] of operands) inputs[name] = operand()
    const [result] = [kernelFunc({ inputs, attrs: call.attrs, backend: tf.backend() })].flat()
    if (result === undefined) throw new Error(`internal: ${call.kernel} gave nothing`)
    memory[call.out] = tf.engine().makeTensorFromTensorInfo(result)
    for (const slot of call.frees) release(memory, slot)
    return undefined
  }
}

const read = async (memory: Memory, slot: Slot): Promise<Float32Array> => floats(await held(memory, slot).data())

const preparedHost =
  ({ reads, gives, of, frees }: HostCall, memory: Memory): Ready =>
  async () => {
    const inputs = await Promise.all(
      reads.map(async ({ slot, shape }) => ({ data: Float64Array.from(await held(memory, slot).data()), shape })),
    )
    upload(memory, gives, of(inputs))
    for (const slot of frees) release(memory, slot)
  }

/** A call that notes down how long it took. */
const watched =
  (call: Ready, { node, ...c }: Plan['calls'][number], timed: TimedCall[]): Ready =>
  () => {
    const began = performance.now()
    const note = (): void => {
      const milliseconds = performance.now() - began
      timed.push({ of: [node], kernel: 'kernel' in c ? c.kernel : node.primitive.name, name: node.scope.join('/'), milliseconds })
    }
    const pending = call()
    if (pending !== undefined) return pending.then(note)
    note()
    return undefined
  }

const constantOf = (c: Plan['constants'][number]): Float32Array =>
  typeof c.value === 'number' ? new Float32Array(size(c.shape)).fill(c.value) : Float32Array.from(c.value)

/**
 * Opens a program on the current TensorFlow.js backend. A step calls the backend's kernels one after the other; its engine counts the
 * tensors. State is replaced by new tensors each run: kernels cache what they packed by a tensor's id.
 */
export const openSession = (program: Program, initial: Values): E.Either<Issue, Session> =>
  pipe(
    checkBindings('state', [...program.parameters, ...program.state], initial),
    E.chain((values) =>
      E.tryCatch(
        () => opened(program, values),
        (cause) => failed(cause, program),
      ),
    ),
  )

const opened = (program: Program, values: Values): Session => {
  const p = plan(program)
  const memory: Memory = new Array<tf.Tensor | undefined>(p.slots).fill(undefined)
  for (const c of p.constants) upload(memory, c, constantOf(c))
  for (const r of p.resident) upload(memory, r, values[r.name] ?? [])
  const calls = p.calls.map((call) => ('of' in call ? preparedHost(call, memory) : prepared(call, memory)))
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
      const value = permanent.has(slot) || moved.has(slot) ? held(memory, slot).clone() : held(memory, slot)
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
    Object.fromEntries(await Promise.all(slots.map(async ([name, slot]) => [name, await read(memory, slot)] as const)))

  const step = async (feeds: Values, ready: readonly Ready[] = calls): Promise<Values> => {
    for (const f of p.fed) upload(memory, f, feeds[f.name] ?? [])
    for (const call of ready) {
      const pending = call()
      if (pending !== undefined) await pending
    }
    const outputs = await readAll(Object.entries(p.outputs))
    renew()
    return outputs
  }
  const time = async (feeds: Values): Promise<Timing> => {
    const timed: TimedCall[] = []
    const began = performance.now()
    await step(
      feeds,
      p.calls.flatMap((call, i) => calls.slice(i, i + 1).map((ready) => watched(ready, call, timed))),
    )
    return { milliseconds: performance.now() - began, calls: timed }
  }
  const attempt = <A>(f: () => Promise<A>): TE.TaskEither<Issue, A> => TE.tryCatch(f, (cause) => failed(cause, program))
  const once = <A>(feeds: Values, f: () => Promise<A>): TE.TaskEither<Issue, A> =>
    pipe(
      TE.fromIOEither(() => checkBindings('input', program.inputs, feeds)),
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
    timed: (feeds) => once(feeds, () => time(feeds)),
    state: attempt(() => readAll([...slotOf])),
    close: () => clear(new Set()),
  }
}

const failed = (cause: unknown, program: Program): Issue =>
  issue(
    `target ${program.target}`,
    `a kernel runs, but it failed: ${(cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 200) ?? ''}`,
    'a smaller batch or image needs less memory',
    { evidence: [['static peak', `${(program.schedule.peakBytes / 2 ** 20).toFixed(1)} MiB`]] },
  )
