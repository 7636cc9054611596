import type { Program } from '../../compile/compile.ts'
import type { KernelCall } from '../../core/primitive.ts'
import { type Shape, showType, type Tensor } from '../../core/tensor.ts'
import { leaf } from '../../ops/leaf.ts'

/** Where a value is kept while a plan runs. */
export type Slot = number

/** One kernel call of a plan: which slots it reads, which it fills, and which it frees. */
export interface Call extends KernelCall<Slot> {
  readonly out: Slot
  readonly frees: readonly Slot[]
}

/** A flat list of kernel calls. Constants are written once, when the plan is opened. */
export interface Plan {
  readonly slots: number
  readonly calls: readonly Call[]
  readonly fed: readonly { readonly name: string; readonly slot: Slot; readonly shape: Shape; readonly dtype: 'float32' | 'int32' }[]
  readonly resident: readonly { readonly name: string; readonly slot: Slot; readonly shape: Shape }[]
  readonly constants: readonly { readonly value: number | readonly number[]; readonly slot: Slot; readonly shape: Shape }[]
  readonly outputs: Readonly<Record<string, Slot>>
  readonly updates: Readonly<Record<string, Slot>>
}

const callOf = (x: Tensor, slot: (x: Tensor) => Slot): KernelCall<Slot> => {
  const { tfjs } = x.primitive.lower
  if (tfjs === 'alias') return { kernel: 'Reshape', inputs: { x: slot(x.inputs[0] ?? x) }, attrs: { shape: [...x.shape] } }
  if (tfjs === 'leaf' || tfjs === 'decomposed')
    throw new Error(`internal: ${x.primitive.name} ${showType(x)} has no kernel; legalise should have replaced it`)
  return tfjs.call(x.inputs.map(slot), { params: x.params, types: x.inputs, out: x })
}

/** The plan of a scheduled program. */
export const plan = (program: Program): Plan => {
  const slots = new Map<Tensor, Slot>()
  const named = new Map<string, Slot>()
  let next = 0
  const [fed, resident, constants] = [
    new Map<Slot, Plan['fed'][number]>(),
    new Map<Slot, Plan['resident'][number]>(),
    new Map<Slot, Plan['constants'][number]>(),
  ]
  const slot = (x: Tensor): Slot => {
    const l = leaf(x)
    const name = l === null || l.kind === 'constant' ? null : `${l.kind} ${l.data.name}`
    const before = slots.get(x) ?? (name === null ? undefined : named.get(name))
    if (before !== undefined) return before
    const own = next++
    slots.set(x, own)
    if (name !== null) named.set(name, own)
    if (l?.kind === 'input') fed.set(own, { name: l.data.name, slot: own, shape: x.shape, dtype: x.dtype === 'i32' ? 'int32' : 'float32' })
    if (l?.kind === 'parameter' || l?.kind === 'state') resident.set(own, { name: l.data.name, slot: own, shape: x.shape })
    if (l?.kind === 'constant') constants.set(own, { value: l.data.value, slot: own, shape: x.shape })
    return own
  }
  const calls = program.schedule.steps.map(({ node, frees }): Call => ({ ...callOf(node, slot), out: slot(node), frees: frees.map(slot) }))
  const slotsOf = (xs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Slot>> =>
    Object.fromEntries(Object.entries(xs).map(([name, x]) => [name, slot(x)]))
  const [outputs, updates] = [slotsOf(program.legal.outputs), slotsOf(program.legal.updates)]
  return {
    slots: next,
    calls,
    fed: [...fed.values()],
    resident: [...resident.values()],
    constants: [...constants.values()],
    outputs,
    updates,
  }
}
