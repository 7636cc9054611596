import { broadcastShape } from '../../../dsl/core/broadcast.ts'
import type { Values } from '../../../dsl/core/primitive.ts'
import { sameShape, type Shape, size, type Tensor } from '../../../dsl/core/tensor.ts'
import { add } from '../../../dsl/ops/add.ts'
import { constant, indices, input, leaf, parameter, state } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { reshape } from '../../../dsl/ops/reshape.ts'
import { sub } from '../../../dsl/ops/sub.ts'
import type { Bindings } from '../../../dsl/targets/reference/evaluate.ts'
import { fractions, integers } from './numbers.ts'

type Float = Tensor<'f32'>

/** Elements of the largest tensor that is built upon. */
const LARGEST = 96
/** Kinks and ties are at least this far away, and values at most this large: see `away` and `tame`. */
export const margin = 1 / 64
const LOUDEST = 4

/** The extents of the first leaves, and the numbers that everything else is drawn from. */
export interface Origin {
  readonly image: readonly [n: number, h: number, w: number, c: number]
  readonly seed: number
}

/**
 * A graph as it grows, with the values that it has in float64, so that what is built next can keep clear of kinks, poles and
 * overflow. Drawing is total: any sequence of choices gives a well-typed graph.
 */
export class Supply {
  private readonly grown: Float[] = []
  private readonly values = new Map<Tensor, Values>()
  private readonly bound: Record<string, Float64Array> = {}
  private picks: readonly number[] = []
  private drawn = 0
  private readonly origin: Origin

  constructor(origin: Origin) {
    this.origin = origin
    const [n, h, w, c] = origin.image
    this.grow(this.parameter([n, h, w, c]))
    this.grow(this.input([n, h, w, c]))
    this.grow(this.parameter([c]))
    this.grow(this.state([n, h, w, 1]))
    this.grow(constant([...fractions(`${String(origin.seed)} constant`, c)], [1, c]))
    this.grow(this.input([n, h * w, c]))
  }

  /** From here on, choices are drawn from these numbers, and zeros when they end. */
  follow(picks: readonly number[]): void {
    this.picks = picks
    this.drawn = 0
  }

  /** A choice among 0, …, n − 1. Choices shrink to 0. */
  choose(n: number): number {
    return (this.picks[this.drawn++] ?? 0) % n
  }

  grow(x: Float): void {
    this.grown.push(x)
  }

  /** Everything grown so far, oldest first. */
  all(): readonly Float[] {
    return this.grown
  }

  bindings(): Bindings {
    return this.bound
  }

  valueOf(x: Tensor): Values {
    const before = this.values.get(x)
    if (before !== undefined) return before
    const l = leaf(x)
    const data =
      l === null || l.kind === 'constant'
        ? x.primitive.meaning(
            x.inputs.map((i) => this.valueOf(i)),
            x.params,
            x,
          )
        : (this.bound[l.data.name] ?? new Float64Array(size(x.shape)))
    const v = { data, shape: x.shape }
    this.values.set(x, v)
    return v
  }

  private bind(kind: string, shape: Shape): string {
    const name = `${kind}${String(Object.keys(this.bound).length)}`
    this.bound[name] = fractions(`${String(this.origin.seed)} ${name}`, size(shape))
    return name
  }

  parameter(shape: Shape): Float {
    return parameter({ name: this.bind('w', shape), shape, init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
  }

  input(shape: Shape): Float {
    return input(this.bind('x', shape), shape)
  }

  state(shape: Shape): Float {
    return state({ name: this.bind('s', shape), shape, value: 0 })
  }

  /** Class indices, some of them −1 or beyond the depth. */
  indices(shape: Shape, depth: number): Tensor<'i32'> {
    const name = `i${String(Object.keys(this.bound).length)}`
    this.bound[name] = integers(`${String(this.origin.seed)} ${name}`, size(shape), depth)
    return indices(name, shape)
  }

  /** A tensor of the graph that fits, the latest ones first; the image is the last resort. */
  pick(fits: (x: Float) => boolean = () => true): Float {
    const fitting = this.grown.filter((x) => size(x.shape) <= LARGEST && fits(x)).toReversed()
    return fitting[this.choose(fitting.length)] ?? this.first()
  }

  private first(): Float {
    const [image] = this.grown
    if (image === undefined) throw new Error('internal: a supply starts with an image')
    return image
  }

  /** A tensor of rank 4. */
  map(): Float {
    return this.pick((x) => x.shape.length === 4)
  }

  /** A tensor of rank 3: a batch of matrices. */
  matrices(): Float {
    const x = this.pick((y) => y.shape.length === 3 || y.shape.length === 4)
    const [n = 1, h = 1, w = 1, c = 1] = x.shape
    return x.shape.length === 3 ? x : reshape(x, this.choose(2) === 0 ? [n, h * w, c] : [n, h, w * c])
  }

  /** A tensor that x aligns with, or x itself. */
  partner(x: Float): Float {
    return this.pick((y) => {
      const shape = broadcastShape(x.shape, y.shape)
      return y !== x && shape !== null && size(shape) <= LARGEST
    })
  }

  /** The partner where it aligns with x, else x. */
  beside(x: Float): Float {
    const y = this.partner(x)
    return broadcastShape(x.shape, y.shape) === null ? x : y
  }

  /** A tensor of this very shape: one of the graph, or a new leaf. */
  shaped(shape: Shape): Float {
    const fitting = this.grown.filter((x) => sameShape(x.shape, shape))
    const k = this.choose(fitting.length + 1)
    return fitting.toReversed()[k] ?? this.parameter(shape)
  }

  /** x, shifted where one of its elements is nearer to 0 than the margin. */
  away(x: Float): Float {
    return this.shifted(x, this.valueOf(x).data)
  }

  /** y, shifted where one of its elements is nearer to x's than the margin. */
  apart(x: Float, y: Float): Float {
    return this.shifted(y, this.valueOf(sub(y, x)).data)
  }

  private shifted(x: Float, distance: Float64Array): Float {
    const clear = (c: number): boolean => distance.every((v) => Math.abs(v + c) >= margin)
    // Multiples that alternate in sign: the first that is clear leaves values on either side, so that kinks matter.
    const nth = (k: number): number => ((k % 2 === 0 ? -1 : 1) * k) / 37
    let k = 0
    while (!clear(nth(k))) k++
    return k === 0 ? x : add(x, constant(nth(k)))
  }

  /** x, scaled down by a power of two where it is too loud to build on. */
  tame(x: Float): Float {
    const loudest = this.valueOf(x).data.reduce((m, v) => Math.max(m, Math.abs(v)), 0)
    return loudest <= LOUDEST ? x : mul(x, constant(2 ** -Math.ceil(Math.log2(loudest / LOUDEST))))
  }
}
