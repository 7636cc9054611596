import { apply, float } from '../core/apply.ts'
import { type Primitive, primitive, type Rule } from '../core/primitive.ts'
import { type Axes, type Data, type DType, isShape, type Shape, size, type Tensor } from '../core/tensor.ts'

/** How a parameter starts. Bounds and deviations are of the weights themselves; fans are taken from the HWIO or [in, out] shape. */
export type Initialiser =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** Uniform in ±bound. */
  | { readonly kind: 'uniform'; readonly bound: number }
  /** Uniform in ±gain·√(3 / fan in): PyTorch's default for convolutions is gain 1/√3. */
  | { readonly kind: 'kaiming'; readonly gain: number }
  /** Uniform in ±√(6 / (fan in + fan out)). */
  | { readonly kind: 'xavier' }

export type ParameterData = {
  readonly name: string
  readonly shape: Shape
  readonly init: Initialiser
  readonly trainable: boolean
  /** Weight decay applies to it. */
  readonly decay: boolean
}

const shaped: Rule<readonly [], { readonly shape: Shape }> = {
  says: 'every extent is a positive integer',
  holds: (_, { shape }) => isShape(shape),
  found: (_, { shape }) => `the shape is [${shape.join(', ')}]`,
  hint: 'check the sizes that it is declared from',
}

const none = { rules: { C1: shaped }, inputs: [], grad: () => [] as const, lower: { tfjs: 'leaf', tensorflow: 'leaf' } } as const

const fed = (): Float64Array => {
  throw new Error('internal: a fed leaf has no meaning of its own')
}

/** A learned weight: a leaf known by its name, which follows torchvision's. */
export const parameterLeaf = primitive<readonly [], ParameterData>({
  ...none,
  name: 'parameter',
  says: 'A named, learned weight.',
  type: (_, p) => ({ dtype: 'f32', shape: p.shape }),
  meaning: fed,
})

export type StateData = { readonly name: string; readonly shape: Shape; readonly value: number }

/** State that is carried from step to step and not learned, such as a momentum buffer. It starts filled with `value`. */
export const stateLeaf = primitive<readonly [], StateData>({
  ...none,
  name: 'state',
  says: 'Named state that a step carries to the next.',
  type: (_, p) => ({ dtype: 'f32', shape: p.shape }),
  meaning: fed,
})

export type InputData = { readonly name: string; readonly shape: Shape; readonly dtype: DType }

/** A value that is fed with each run: images, targets, masks, the learning rate. */
export const inputLeaf = primitive<readonly [], InputData>({
  ...none,
  name: 'input',
  says: 'A value fed with each run.',
  type: (_, p) => ({ dtype: p.dtype, shape: p.shape }),
  meaning: fed,
})

export type ConstantData = { readonly value: number | readonly number[]; readonly shape: Shape }

/** A constant: one number everywhere, or a number for each element. */
export const constantLeaf = primitive<readonly [], ConstantData>({
  ...none,
  name: 'constant',
  says: 'A constant of the program.',
  rules: {
    C1: shaped,
    C2: {
      says: 'there is one number, or a number for each element',
      holds: (_, { value, shape }) => typeof value === 'number' || value.length === size(shape),
      found: (_, { value, shape }) => `${String(typeof value === 'number' ? 1 : value.length)} ≠ ${String(size(shape))}`,
      hint: 'give the shape of the numbers',
    },
  },
  type: (_, p) => ({ dtype: 'f32', shape: p.shape }),
  meaning: (_, p, out) => (typeof p.value === 'number' ? new Float64Array(size(out.shape)).fill(p.value) : Float64Array.from(p.value)),
})

export const parameter = (p: ParameterData): Tensor<'f32'> => float(apply(parameterLeaf, [], p))
export const state = (p: StateData): Tensor<'f32'> => float(apply(stateLeaf, [], p))
export const constant = <A extends Axes = Axes>(value: number | readonly number[], shape: Shape = []): Tensor<'f32', A> =>
  float<A>(apply(constantLeaf, [], { value, shape }))
export const input = <A extends Axes = Axes>(name: string, shape: Shape): Tensor<'f32', A> =>
  float<A>(apply(inputLeaf, [], { name, shape, dtype: 'f32' }))

const isInteger = <A extends Axes>(x: Tensor): x is Tensor<'i32', A> => x.dtype === 'i32'

/** A fed tensor of class indices. */
export const indices = <A extends Axes = Axes>(name: string, shape: Shape): Tensor<'i32', A> => {
  const x = apply(inputLeaf, [], { name, shape, dtype: 'i32' })
  if (isInteger<A>(x)) return x
  throw new Error('internal: an index input is i32')
}

/** A leaf's own data, seen through the shared type of tensors. */
export type Leaf =
  | { readonly kind: 'parameter'; readonly data: ParameterData }
  | { readonly kind: 'state'; readonly data: StateData }
  | { readonly kind: 'input'; readonly data: InputData }
  | { readonly kind: 'constant'; readonly data: ConstantData }

const is = <P extends Data>(x: Tensor, record: Primitive<readonly [], P>): x is Tensor & { readonly params: P } =>
  x.primitive.name === record.name

/** What leaf is this, if it is one? */
export const leaf = (x: Tensor): Leaf | null => {
  if (is(x, parameterLeaf)) return { kind: 'parameter', data: x.params }
  if (is(x, stateLeaf)) return { kind: 'state', data: x.params }
  if (is(x, inputLeaf)) return { kind: 'input', data: x.params }
  if (is(x, constantLeaf)) return { kind: 'constant', data: x.params }
  return null
}
