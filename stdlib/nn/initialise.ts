import { extent, type Shape, size } from '../../dsl/core/tensor.ts'
import type { Initialiser, ParameterData } from '../../dsl/ops/leaf.ts'
import { random, type Random } from '../data/random.ts'
import type { Kept } from './leaves.ts'

/** Values of parameters and state, by name. */
export type LeafValues = Readonly<Record<string, Float32Array>>

/** How many inputs an output of this weight sums, and how many outputs an input reaches; HWIO or [in, out]. @example fans([3, 3, 16, 32]) // => [144, 288] */
export const fans = (shape: Shape): readonly [fanIn: number, fanOut: number] => {
  const window = size(shape.slice(0, -2))
  return [window * extent(shape, -2), window * extent(shape, -1)]
}

const draw = (init: Initialiser, shape: Shape, r: Random): (() => number) => {
  const within = (bound: number) => (): number => bound * (2 * r.uniform() - 1)
  switch (init.kind) {
    case 'constant':
      return () => init.value
    case 'normal':
      return () => init.deviation * r.normal()
    case 'uniform':
      return within(init.bound)
    case 'kaiming':
      return within(init.gain * Math.sqrt(3 / fans(shape)[0]))
    case 'xavier': {
      const [fanIn, fanOut] = fans(shape)
      return within(Math.sqrt(6 / (fanIn + fanOut)))
    }
  }
}

/**
 * The first values of a parameter. They depend on the seed and on the parameter's own name, shape and initialiser alone, so that two
 * procedures start alike where they share parameters: a detector, and the detector with SET.
 *
 * @example initialise({ name: 'w', shape: [2], init: { kind: 'constant', value: 3 }, trainable: true, decay: true }, 7) // => Float32Array [3, 3]
 */
export const initialise = ({ name, shape, init }: Pick<ParameterData, 'name' | 'shape' | 'init'>, seed: number): Float32Array => {
  const next = draw(init, shape, random(seed, ...[...name].map((c) => c.codePointAt(0) ?? 0)))
  const values = new Float32Array(size(shape))
  // A network has tens of millions: `map` takes twice as long.
  for (let i = 0; i < values.length; i++) values[i] = next()
  return values
}

/** What a run starts from: every parameter drawn, every state filled with its own value. */
export const initialState = ({ parameters, state }: Kept, seed: number): LeafValues =>
  Object.fromEntries([
    ...parameters.map((p) => [p.name, initialise(p, seed)] as const),
    ...state.map((s) => [s.name, new Float32Array(size(s.shape)).fill(s.value)] as const),
  ])
