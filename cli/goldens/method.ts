import { paper, release, type SetOptions } from '../../graphs/set/set.ts'
import type { SmoothingOptions } from '../../graphs/set/smoothing.ts'
import type { Case } from './meta.ts'

/** The smoothing of a preset, by the goldens' name of it. */
export const smoothingOf = (preset: 'paper' | 'release'): SmoothingOptions => {
  const { smoothing } = preset === 'paper' ? paper : release
  if (smoothing === null) throw new Error('internal: both presets smooth')
  return smoothing
}

/** The method of a case: without smoothing it is API alone, with ρ = 0 HBS alone. */
export const methodOf = (c: Case, r: number): SetOptions => ({
  mask: c.mask,
  smoothing: c.smoothing === null ? null : { ...smoothingOf(c.smoothing), reduction: r },
  perturbation: c.rho === 0 ? null : { rho: c.rho, norm: c.norm, branchWeight: 'mean' },
  lambda: c.lambda,
})
