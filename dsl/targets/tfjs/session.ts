import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as tf from '@tensorflow/tfjs-core'
import type { Program } from '../../compile/compile.ts'
import { type Issue, issue } from '../../core/issue.ts'
import { size } from '../../core/tensor.ts'
import { checkBindings } from '../bindings.ts'
import type { Session, Values } from '../session.ts'
import { type Call, plan, type Plan, type Slot } from './plan.ts'

type Memory = (tf.Tensor | undefined)[]

const floats = (values: ArrayLike<number>): Float32Array => (values instanceof Float32Array ? values : Float32Array.from(values))
const integers = (values: ArrayLike<number>): Int32Array => (values instanceof Int32Array ? values : Int32Array.from(values))

const held = (memory: Memory, slot: Slot): tf.Tensor => {
  const t = memory[slot]
  if (t === undefined) throw new Error(`internal: slot ${String(slot)} is read before it is filled`)
  return t
}

const upload = (values: Float32Array | Int32Array, shape: readonly number[], dtype: 'float32' | 'int32'): tf.Tensor =>
  tf.engine().makeTensor(values, [...shape], dtype)

const release = (memory: Memory, slot: Slot): void => {
  memory[slot]?.dispose()
  memory[slot] = undefined
}

const one = (result: tf.Tensor | tf.Tensor[]): tf.Tensor => {
  const [first] = Array.isArray(result) ? result : [result]
  if (first === undefined) throw new Error('internal: a kernel gave nothing')
  return first
}

const isList = (inputs: Call['inputs']): inputs is readonly Slot[] => Array.isArray(inputs)

const perform = (memory: Memory, call: Call): void => {
  const { inputs } = call
  // Concat takes its operands as an array, which the types of `runKernel` leave out.
  const operands: tf.NamedTensorMap = isList(inputs)
    ? Object.assign<tf.Tensor[], tf.NamedTensorMap>(
        inputs.map((slot) => held(memory, slot)),
        {},
      )
    : Object.fromEntries(Object.entries(inputs).map(([name, slot]) => [name, held(memory, slot)]))
  memory[call.out] = one(tf.engine().runKernel(call.kernel, operands, call.attrs))
  for (const slot of call.frees) release(memory, slot)
}

const constantOf = (c: Plan['constants'][number]): Float32Array =>
  typeof c.value === 'number' ? new Float32Array(size(c.shape)).fill(c.value) : Float32Array.from(c.value)

/** Opens a program on the current TensorFlow.js backend. State is replaced by new tensors each run: kernels cache what they packed by a tensor's id. */
export const openSession = (program: Program, initial: Values): E.Either<Issue, Session> =>
  pipe(
    checkBindings('state', [...program.parameters, ...program.state], initial),
    E.map((values): Session => {
      const p = plan(program)
      const memory: Memory = new Array<tf.Tensor | undefined>(p.slots).fill(undefined)
      for (const c of p.constants) memory[c.slot] = upload(constantOf(c), c.shape, 'float32')
      for (const r of p.resident) memory[r.slot] = upload(floats(values[r.name] ?? []).slice(), r.shape, 'float32')
      const permanent = new Set([...p.constants, ...p.resident].map((l) => l.slot))
      const slotOf = new Map(p.resident.map((r) => [r.name, r.slot] as const))

      const step = (feeds: Values): Values => {
        for (const f of p.fed) {
          const v = feeds[f.name] ?? []
          memory[f.slot] = upload(f.dtype === 'int32' ? integers(v).slice() : floats(v).slice(), f.shape, f.dtype)
        }
        for (const call of p.calls) perform(memory, call)
        const outputs = Object.fromEntries(Object.entries(p.outputs).map(([name, slot]) => [name, floats(held(memory, slot).dataSync())]))
        // All next values are taken before any old one goes: two leaves may exchange theirs.
        const next = Object.entries(p.updates).flatMap(([name, slot]) => {
          const target = slotOf.get(name)
          return target === undefined || target === slot ? [] : [{ target, value: held(memory, slot).clone() }]
        })
        for (const { target, value } of next) {
          release(memory, target)
          memory[target] = value
        }
        for (const slot of [...p.fed.map((f) => f.slot), ...Object.values(p.outputs), ...Object.values(p.updates)])
          if (!permanent.has(slot)) release(memory, slot)
        return outputs
      }
      return {
        run: (feeds) =>
          pipe(
            checkBindings('input', program.inputs, feeds),
            E.chain(() =>
              E.tryCatch(
                () => step(feeds),
                (cause) => failed(cause, program),
              ),
            ),
          ),
        state: () => Object.fromEntries(p.resident.map((r) => [r.name, floats(held(memory, r.slot).dataSync())])),
        close: () => {
          memory.forEach((_, slot) => {
            release(memory, slot)
          })
        },
      }
    }),
  )

const failed = (cause: unknown, program: Program): Issue =>
  issue(
    `target ${program.target}`,
    `a kernel runs, but it failed: ${(cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 200) ?? ''}`,
    'a smaller batch or image needs less memory',
    { evidence: [['static peak', `${(program.schedule.peakBytes / 2 ** 20).toFixed(1)} MiB`]] },
  )
