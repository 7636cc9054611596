/** How far two values may be apart, relative to the larger magnitude of their kind, and why. */
export const tolerances = {
  /** Linear maps: a central difference of step 1 has no truncation error; float64 rounds at 1e-16 a term. */
  linear: 1e-12,
  /** Curved maps: five-point central differences err by h⁴·f⁽⁵⁾/30 ≈ 2e-15·f⁽⁵⁾ at h = 2^-11, and round at 1e-16/h ≈ 2e-13. */
  curved: 1e-8,
  /** Whole programs: up to 26 curved steps, whose fifth derivatives multiply; h = 2^-13 balances truncation and rounding. */
  program: 1e-6,
  /** Passes reorder float64 sums: 1e-16 a term, amplified by what is built on them. */
  pass: 1e-9,
  /** Float32 kernels: 6e-8 a term, in sums of at most some hundred terms, amplified by what is built on them. */
  float32: 1e-4,
} as const
