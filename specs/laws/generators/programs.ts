import * as fc from 'fast-check'
import { float } from '../../../dsl/core/apply.ts'
import { keysOf } from '../../../dsl/core/boundary.ts'
import { type Outputs, topological } from '../../../dsl/core/graph.ts'
import { showType, size, type Tensor } from '../../../dsl/core/tensor.ts'
import { add } from '../../../dsl/ops/add.ts'
import { type PrimitiveName, primitives } from '../../../dsl/ops/index.ts'
import { constant, indices, input, leaf } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { square } from '../../../dsl/ops/square.ts'
import { total } from '../../../dsl/ops/sum.ts'
import type { Bindings } from '../../../dsl/targets/reference/evaluate.ts'
import { grad } from '../../../dsl/transform/grad.ts'
import { lines } from './lines.ts'
import { type PatternName, patterns } from './patterns.ts'
import { type Origin, Supply } from './supply.ts'

/** A graph with values for its leaves. */
export interface Program {
  readonly outputs: Outputs
  readonly bindings: Bindings
}

interface Step {
  readonly line: PrimitiveName | PatternName
  readonly picks: readonly number[]
}

/** What a program is built from. Any recipe gives a well-typed program, so recipes shrink freely. */
interface Recipe extends Origin {
  readonly steps: readonly Step[]
  /** 0: the graph itself; 1: with its gradient; 2: with the gradient of its gradient's norm. */
  readonly order: number
}

export const names: readonly PrimitiveName[] = keysOf<PrimitiveName>(primitives)

const drawn = { ...lines, ...patterns }

const origin = {
  image: fc.tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 2, max: 4 }),
    fc.integer({ min: 2, max: 4 }),
    fc.integer({ min: 2, max: 3 }),
  ),
  seed: fc.nat({ max: 999 }),
}
const picks = fc.array(fc.nat({ max: 719 }), { maxLength: 12, size: 'max' })
const steps = (minLength: number, maxLength: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.record({ line: fc.constantFrom(...names, ...keysOf<PatternName>(patterns)), picks }), { minLength, maxLength, size: 'max' })

const grow = (recipe: Origin & { readonly steps: readonly Step[] }): Supply => {
  const supply = new Supply(recipe)
  for (const { line, picks: choices } of recipe.steps) {
    supply.follow(choices)
    supply.grow(supply.tame(drawn[line](supply)))
  }
  return supply
}

const scalar = (xs: readonly Tensor<'f32'>[]): Tensor<'f32'> =>
  xs.map((x): Tensor<'f32'> => mul(total(square(x)), constant(1 / Math.max(1, size(x.shape))))).reduce((a, b) => add(a, b), constant(0))

/** The parameters under some tensors, each name once. */
export const learned = (xs: readonly Tensor[]): ReadonlyMap<string, Tensor<'f32'>> =>
  new Map(
    topological(xs).flatMap((x) => {
      const l = leaf(x)
      return l?.kind === 'parameter' ? [[l.data.name, float(x)] as const] : []
    }),
  )

const numbered = (prefix: string, xs: readonly Tensor[]): Outputs => Object.fromEntries(xs.map((x, i) => [`${prefix}${String(i)}`, x]))

const build = (recipe: Recipe): Program => {
  const supply = grow(recipe)
  const all = supply.all()
  const inner = new Set<Tensor>(topological(all).flatMap((x) => x.inputs))
  // Every step counts: what nothing is built on is an output.
  const ends = all.filter((x) => !inner.has(x) && x.inputs.length > 0)
  const outputs = numbered('y', ends)
  const wrt = [...learned(ends).values()]
  const gradients = recipe.order > 0 ? grad(scalar(ends), wrt) : []
  const second = recipe.order > 1 ? grad(scalar(gradients), wrt) : []
  return shown({ outputs: { ...outputs, ...numbered('d', gradients), ...numbered('dd', second) }, bindings: supply.bindings() })
}

/** Says a graph as lines `%3 = add(%1, %2) f32[2, 3]`, so that a counterexample can be read. */
export const say = (outputs: Outputs): string => {
  const number = new Map<Tensor, string>()
  const rows = topological(Object.values(outputs)).map((x, i) => {
    number.set(x, `%${String(i)}`)
    const inputs = x.inputs.map((j) => number.get(j) ?? '?').join(', ')
    return `%${String(i)} = ${x.primitive.name}(${inputs}) ${JSON.stringify(x.params)} ${showType(x)}`
  })
  return [...rows, ...Object.entries(outputs).map(([name, x]) => `${name}: ${number.get(x) ?? '?'}`)].join('\n')
}

const shown = <A extends { readonly outputs: Outputs }>(p: A): A => Object.assign(p, { [fc.toStringMethod]: () => `\n${say(p.outputs)}\n` })

/** Well-typed graphs over the registry, with sharing, repeats, linear structure and gradients of themselves. */
export const programs: fc.Arbitrary<Program> = fc
  .record({
    ...origin,
    steps: steps(1, 26),
    order: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 5, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.constant(2) },
    ),
  })
  .map(build)

/** One application of a primitive, to leaves with values that suit it. */
export interface Application {
  readonly node: Tensor<'f32'>
  readonly outputs: Outputs
  readonly bindings: Bindings
}

/** Applications of one primitive, to what generated graphs feed it. */
export const applications = (name: PrimitiveName): fc.Arbitrary<Application> =>
  fc.record({ ...origin, steps: steps(0, 6), picks }).map((recipe) => {
    const supply = grow(recipe)
    supply.follow(recipe.picks)
    const drawnNode = lines[name](supply)
    return isolate(
      drawnNode,
      drawnNode.inputs.map((x) => supply.valueOf(x).data),
    )
  })

const nth = (i: number): string => String.fromCharCode(97 + i)

/** The node on leaves `a`, `b`, … in place of its inputs. */
const isolate = (x: Tensor<'f32'>, values: readonly ArrayLike<number>[]): Application => {
  const inputs = x.inputs.map((i, k) => (i.dtype === 'i32' ? indices(nth(k), i.shape) : input(nth(k), i.shape)))
  const node = { ...x, inputs }
  return shown({ node, outputs: { y: node }, bindings: Object.fromEntries(values.map((v, k) => [nth(k), v])) })
}
