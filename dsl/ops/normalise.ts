import { apply, float } from '../core/apply.ts'
import { offsets, repeatedStrides } from '../core/broadcast.ts'
import { primitive, type Rule, type Values } from '../core/primitive.ts'
import { type Axes, sameShape, type Shape, size, type Tensor } from '../core/tensor.ts'
import { add } from './add.ts'
import { areAxes } from './axes.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { sqrt } from './sqrt.ts'
import { square } from './square.ts'
import { sub } from './sub.ts'
import { div } from './div.ts'
import { sum } from './sum.ts'

// x̂ = (x − mean x) / √(var x + eps), over groups of elements: the heart of group, layer and batch normalisation.
// With s = 1 / √(var x + eps) and m the mean over a group, the adjoint is F(x, u) = s · (u − m(u) − x̂ · m(u·x̂)): symmetric in u.

type Groups = { readonly axes: readonly number[]; readonly epsilon: number }
type One = readonly [Tensor<'f32'>]
type Two = readonly [Tensor<'f32'>, Tensor<'f32'>]

const axesExist: Rule<One | Two, Groups> = {
  says: 'every axis is one of x, named once, and epsilon is positive',
  holds: ([x], { axes, epsilon }) => epsilon > 0 && axes.length > 0 && areAxes(x, axes),
  found: ([x], { axes, epsilon }) => `axes ${axes.join(', ')} of rank ${String(x.shape.length)}, epsilon ${String(epsilon)}`,
  hint: 'axes count from 0',
}

const count = (shape: Shape, axes: readonly number[]): number => axes.reduce((n, a) => n * (shape[a] ?? 1), 1)
const mean = (x: Tensor<'f32'>, axes: readonly number[]): Tensor<'f32'> => mul(sum(x, axes), constant(1 / count(x.shape, axes)))

const parts = (x: Tensor<'f32'>, { axes, epsilon }: Groups): { readonly hat: Tensor<'f32'>; readonly scale: Tensor<'f32'> } => {
  const centred = sub(x, mean(x, axes))
  const scale = div(constant(1), sqrt(add(mean(square(centred), axes), constant(epsilon))))
  return { hat: mul(centred, scale), scale }
}

/** Group of each element, and the sum over each group of what `of` gives. */
const sums = (group: Int32Array, groups: number, of: (i: number) => number): Float64Array => {
  const s = new Float64Array(groups)
  group.forEach((g, i) => {
    s[g] = (s[g] ?? 0) + of(i)
  })
  return s
}

const grouped = (
  x: Values,
  p: Groups,
): { readonly group: Int32Array; readonly groups: number; readonly n: number; readonly hat: Float64Array; readonly s: Float64Array } => {
  const kept = x.shape.map((d, i) => (p.axes.includes(i) ? 1 : d))
  const group = offsets(x.shape, repeatedStrides(kept, x.shape))
  const [groups, n] = [size(kept), count(x.shape, p.axes)]
  const at = (i: number): number => group[i] ?? 0
  const mu = sums(group, groups, (i) => (x.data[i] ?? 0) / n)
  const variance = sums(group, groups, (i) => ((x.data[i] ?? 0) - (mu[at(i)] ?? 0)) ** 2 / n)
  const s = variance.map((v) => 1 / Math.sqrt(v + p.epsilon))
  return { group, groups, n, s, hat: x.data.map((v, i) => (v - (mu[at(i)] ?? 0)) * (s[at(i)] ?? 0)) }
}

export const normaliseOp = primitive<One, Groups>({
  name: 'normalise',
  says: 'Zero mean and unit variance over the axes: (x − mean) / √(variance + epsilon).',
  inputs: ['x'],
  rules: { C1: axesExist },
  type: ([x]) => ({ dtype: 'f32', shape: x.shape }),
  grad: ([x], p, dy) => [() => adjoint(x, dy, p)],
  meaning: ([x], p) => grouped(x, p).hat,
  decompose: ([x], p) => parts(x, p).hat,
  lower: { tfjs: 'decomposed', tensorflow: 'decomposed' },
})

export const normaliseAdjointOp = primitive<Two, Groups>({
  name: 'normaliseAdjoint',
  says: 'The adjoint of normalise at x: s · (dy − mean dy − x̂ · mean(dy · x̂)).',
  inputs: ['x', 'dy'],
  rules: {
    C1: axesExist,
    C2: {
      says: 'dy has the shape of x',
      holds: ([x, dy]) => sameShape(x.shape, dy.shape),
      found: ([x, dy]) => `[${dy.shape.join(', ')}] ≠ [${x.shape.join(', ')}]`,
      hint: 'the cotangent of normalise has the shape of its output',
    },
  },
  type: ([x]) => ({ dtype: 'f32', shape: x.shape }),
  // ⟨u, F(x, dy)⟩ = s·(⟨u, dy⟩ − n·m(u)·m(dy) − n·m(u·x̂)·m(dy·x̂)), and ds/dx = −s²·x̂/n, dx̂/dxᵀ v = F(x, v).
  grad: ([x, dy], p, u) => [
    () => {
      const { hat, scale } = parts(x, p)
      const [mu, mdy] = [mean(mul(u, hat), p.axes), mean(mul(dy, hat), p.axes)]
      const inner = sub(sub(mean(mul(u, dy), p.axes), mul(mean(u, p.axes), mean(dy, p.axes))), mul(mu, mdy))
      const throughScale = mul(mul(hat, inner), square(scale))
      const throughHat = mul(adjoint(x, add(mul(u, mdy), mul(dy, mu)), p), scale)
      return neg(add(throughScale, throughHat))
    },
    () => adjoint(x, u, p),
  ],
  linear: [[1]],
  meaning: ([x, dy], p) => {
    const { group, groups, n, hat, s } = grouped(x, p)
    const m = sums(group, groups, (i) => (dy.data[i] ?? 0) / n)
    const mh = sums(group, groups, (i) => ((dy.data[i] ?? 0) * (hat[i] ?? 0)) / n)
    return dy.data.map((v, i) => {
      const g = group[i] ?? 0
      return (s[g] ?? 0) * (v - (m[g] ?? 0) - (hat[i] ?? 0) * (mh[g] ?? 0))
    })
  },
  decompose: ([x, dy], p) => {
    const { hat, scale } = parts(x, p)
    return mul(sub(sub(dy, mean(dy, p.axes)), mul(hat, mean(mul(dy, hat), p.axes))), scale)
  },
  lower: { tfjs: 'decomposed', tensorflow: 'decomposed' },
})

/** Zero mean and unit variance over `axes`. */
export const normalise = <A extends Axes>(x: Tensor<'f32', A>, axes: readonly number[], epsilon: number): Tensor<'f32', A> =>
  float<A>(apply(normaliseOp, [x], { axes, epsilon }))

const adjoint = (x: Tensor<'f32'>, dy: Tensor<'f32'>, p: Groups): Tensor<'f32'> => float(apply(normaliseAdjointOp, [x, dy], p))
