/** The factor of the first steps: the constant `ratio`, or a line from `ratio` at step 0 to 1 at step `steps`. As in mmdetection. */
export type WarmUp =
  | { readonly kind: 'constant'; readonly steps: number; readonly ratio: number }
  | { readonly kind: 'linear'; readonly steps: number; readonly ratio: number }

/** The factor over the whole run: 1; half a cosine from 1 to 0; or `factor` to the power of the milestones (in steps) that are reached. */
export type Decay =
  | { readonly kind: 'constant' }
  | { readonly kind: 'cosine' }
  | { readonly kind: 'step'; readonly milestones: readonly number[]; readonly factor: number }

/** A learning rate over a run, as data. */
export interface Schedule {
  readonly rate: number
  readonly warmUp: WarmUp | null
  readonly decay: Decay
}

/** The line (i + 1) / steps, which reaches 1 with the last of `steps` steps. @example linearWarmUp(100) // => { kind: 'linear', steps: 99, ratio: 0.01 } */
export const linearWarmUp = (steps: number): WarmUp => ({ kind: 'linear', steps: steps - 1, ratio: 1 / steps })

const warmedUp = (w: WarmUp, step: number): number =>
  step >= w.steps ? 1 : w.kind === 'constant' ? w.ratio : w.ratio + ((1 - w.ratio) * step) / w.steps

const decayed = (d: Decay, step: number, steps: number): number => {
  switch (d.kind) {
    case 'constant':
      return 1
    case 'cosine':
      return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / steps)))
    case 'step':
      return d.factor ** d.milestones.filter((m) => step >= m).length
  }
}

/**
 * The learning rate of step `step` (from 0) of a run of `steps`: rate · warm-up · decay.
 *
 * @example learningRateAt({ rate: 0.1, warmUp: null, decay: { kind: 'step', milestones: [8, 11], factor: 0.1 } }, 8, 12) // => 0.01
 */
export const learningRateAt = (s: Schedule, step: number, steps: number): number =>
  s.rate * (s.warmUp === null ? 1 : warmedUp(s.warmUp, step)) * decayed(s.decay, step, steps)
