import { float } from '../../dsl/core/apply.ts'
import { within } from '../../dsl/core/scope.ts'
import { add } from '../../dsl/ops/add.ts'
import { constant } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { conv } from '../../stdlib/nn/conv.ts'
import {
  type Feature,
  type FeatureAxes,
  type Level,
  levelsOf,
  type Mask,
  type Masks,
  type Pyramid,
  pyramid,
  strideOf,
} from '../../stdlib/nn/feature.ts'

/** Options of hierarchical background smoothing (HBS). `paper` is Eq. 2 and 3 as written; `release` is the authors' code. */
export interface SmoothingOptions {
  /** r: the smoothing block reduces C channels to C / r. */
  readonly reduction: number
  /** Kernel size of every level, or `eq4`: by the level's stride. */
  readonly kernel: 'eq4' | number
  /** A ReLU behind the expanding convolution (Eq. 3); without it the residual may be negative. */
  readonly outerRelu: boolean
  /** Masks the smoothed map again, so that nothing leaks into foreground cells. */
  readonly maskAgain: boolean
  readonly bias: boolean
}

/** Eq. 4: K = 2⌊log2(S) / 2⌋ + 1 for stride S. @example kernelSize(64) // => 7 */
export const kernelSize = (stride: number): number => 2 * Math.floor(Math.log2(stride) / 2) + 1

/** The foreground of a feature map, P ⊗ M. */
export const foreground = <L extends string>(p: Feature<L>, m: Mask<NoInfer<L>>): Feature<L> => mul(p, float<FeatureAxes<L>>(m))

/** The background of a feature map, P ⊗ ¬M. */
export const background = <L extends string>(p: Feature<L>, m: Mask<NoInfer<L>>): Feature<L> =>
  mul(p, float<FeatureAxes<L>>(sub(constant(1, m.shape), m)))

/**
 * φ of Eq. 3: φ(x) = ReLU(w_e ∗ ReLU(w_r ∗ x)) + x, stride 1, C → C/r → C channels, PyTorch's default initialisation.
 * Without `outerRelu` it is the authors' code: φ(x) = w_e ∗ ReLU(w_r ∗ x + b_r) + b_e + x.
 */
export const smoothing =
  (o: SmoothingOptions, kernel: number) =>
  <L extends string>(x: Feature<L>): Feature<L> => {
    const channels = x.shape[3] ?? 0
    const reduced = relu(conv('reduce', { channels: Math.floor(channels / o.reduction), kernel, bias: o.bias })(x))
    const expanded = conv('expand', { channels, kernel, bias: o.bias })(reduced)
    return add(o.outerRelu ? relu(expanded) : expanded, x)
  }

/** HBS at one level, Eq. 2: P^E = P ⊗ M + φ(P ⊗ ¬M), and with `maskAgain` φ(P ⊗ ¬M) ⊗ ¬M. */
export const enhanceLevel =
  (o: SmoothingOptions, kernel: number) =>
  <L extends string>(p: Feature<L>, m: Mask<NoInfer<L>>): Feature<L> => {
    const smooth = smoothing(o, kernel)(background(p, m))
    return add(foreground(p, m), o.maskAgain ? background(smooth, m) : smooth)
  }

/** HBS on every level, one block a level: parameters `hbs.<level>.{reduce,expand}`. */
export const smoothBackground =
  (o: SmoothingOptions) =>
  <L extends Level>(features: Pyramid<L>, masks: Masks<NoInfer<L>>): Pyramid<L> =>
    within('hbs', () =>
      pyramid(levelsOf(features), <K extends L>(level: K) =>
        within(level, () => enhanceLevel(o, o.kernel === 'eq4' ? kernelSize(strideOf(level)) : o.kernel)<K>(features[level], masks[level])),
      ),
    )
