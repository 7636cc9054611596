import type { Program } from '../../compile/compile.ts'
import { owner } from '../../compile/owner.ts'
import type { KernelCall, Values } from '../../core/primitive.ts'
import { type Shape, showType, type Tensor } from '../../core/tensor.ts'
import { isHost } from '../../ops/host.ts'
import { leaf } from '../../ops/leaf.ts'

/** Where a value is kept while a plan runs. */
export type Slot = number

/** A value as a kernel sees it: the numbers of a slot under a shape, since a reshape shares them. */
export interface View {
  readonly slot: Slot
  readonly shape: Shape
  readonly dtype: 'float32' | 'int32'
}

/** Which slot a call fills, and which it frees. */
interface Filled {
  readonly out: Slot
  readonly frees: readonly Slot[]
}

/** One kernel call of a plan. */
export interface Call extends KernelCall<View>, Filled {}

/** A host function in a plan: it reads views and fills one. */
export interface HostCall extends Filled {
  readonly reads: readonly View[]
  readonly gives: View
  readonly of: (inputs: readonly Values[]) => Float64Array
}

/** A flat list of kernel calls. Constants are written once, when the plan is opened. */
export interface Plan {
  readonly slots: number
  readonly calls: readonly (Call | HostCall)[]
  readonly fed: readonly (View & { readonly name: string })[]
  readonly resident: readonly (View & { readonly name: string })[]
  readonly constants: readonly (View & { readonly value: number | readonly number[] })[]
  readonly outputs: Readonly<Record<string, Slot>>
  readonly updates: Readonly<Record<string, Slot>>
}

const dtypeOf = (x: Tensor): View['dtype'] => (x.dtype === 'i32' ? 'int32' : 'float32')

const callOf = (x: Tensor, view: (x: Tensor) => View): KernelCall<View> => {
  const { tfjs } = x.primitive.lower
  if (typeof tfjs === 'string')
    throw new Error(`internal: ${x.primitive.name} ${showType(x)} has no kernel; legalise should have replaced it`)
  return tfjs.call(x.inputs.map(view), { params: x.params, types: x.inputs, out: x })
}

const hostCallOf = (x: Tensor, view: (x: Tensor) => View): Omit<HostCall, keyof Filled> => ({
  reads: x.inputs.map(view),
  gives: view(x),
  of: (inputs) => x.primitive.meaning(inputs, x.params, x),
})

/** An alias is no call. */
const isCalled = (x: Tensor): boolean => owner(x) === x

/** The plan of a scheduled program. A reshape is no call: its users see the slot of what it reshapes, which is freed with its last view. */
export const plan = (program: Program): Plan => {
  const slots = new Map<Tensor, Slot>()
  const named = new Map<string, Slot>()
  let next = 0
  const [fed, resident, constants]: [Plan['fed'][number][], Plan['resident'][number][], Plan['constants'][number][]] = [[], [], []]
  const slot = (x: Tensor): Slot => {
    const l = leaf(x)
    const name = l === null || l.kind === 'constant' ? null : `${l.kind} ${l.data.name}`
    const before = slots.get(x) ?? (name === null ? undefined : named.get(name))
    if (before !== undefined) return before
    const own = next++
    slots.set(x, own)
    if (name !== null) named.set(name, own)
    const kept = { slot: own, shape: x.shape, dtype: dtypeOf(x) }
    if (l?.kind === 'input') fed.push({ ...kept, name: l.data.name })
    if (l?.kind === 'parameter' || l?.kind === 'state') resident.push({ ...kept, name: l.data.name })
    if (l?.kind === 'constant') constants.push({ ...kept, value: l.data.value })
    return own
  }
  const view = (x: Tensor): View => ({ slot: slot(owner(x)), shape: x.shape, dtype: dtypeOf(x) })
  const views = new Map<Tensor, number>()
  const count = (x: Tensor, by: number): number => {
    const n = (views.get(x) ?? 0) + by
    views.set(x, n)
    return n
  }
  const calls = program.schedule.steps.flatMap(({ node, frees }): Plan['calls'] => {
    const out = view(node).slot
    count(owner(node), 1)
    const unseen = frees.filter((x) => count(owner(x), -1) === 0 && owner(x).inputs.length > 0).map((x) => slot(owner(x)))
    if (!isCalled(node)) return []
    return [{ ...(isHost(node.primitive) ? hostCallOf(node, view) : callOf(node, view)), out, frees: unseen }]
  })
  const slotsOf = (xs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Slot>> =>
    Object.fromEntries(Object.entries(xs).map(([name, x]) => [name, slot(owner(x))]))
  const [outputs, updates] = [slotsOf(program.legal.outputs), slotsOf(program.legal.updates)]
  return { slots: next, calls, fed, resident, constants, outputs, updates }
}

/** The node that each call of a program's plan computes. They are no part of the plan, which is data. */
export const nodesOf = ({ schedule }: Program): readonly Tensor[] => schedule.steps.map(({ node }) => node).filter(isCalled)
