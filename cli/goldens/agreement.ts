/** What a golden value is, which decides how it is compared: an `exact` one is a mask or an assignment. */
export type Kind = 'exact' | 'loss' | 'tensor' | 'gradient'

/** What was found beside what the goldens hold, in numbers that every rule below needs and no more, so that the tensors can go. */
export interface Measured {
  readonly name: string
  readonly kind: Kind
  /** The goldens hold it rounded to float32. */
  readonly rounded: boolean
  /** Largest absolute difference. */
  readonly maxDifference: number
  /** Largest absolute value of the goldens. */
  readonly largest: number
  readonly largestFound: number
  /** ‖found − golden‖₂ and ‖golden‖₂. */
  readonly distance: number
  readonly norm: number
}

/** One line of the report: it passes when the error is at most the tolerance, which NaN never is. */
export interface Check {
  readonly name: string
  readonly target: string
  readonly error: number
  readonly tolerance: number
}

export const passes = ({ error, tolerance }: Check): boolean => error <= tolerance

/** The largest absolute value; NaN where there is one. An infinity on either side makes every error below infinite, or NaN. */
const largestOf = (values: ArrayLike<number>, by: (i: number) => number): number => {
  let largest = 0
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(by(i)))
  return largest
}

const normOf = (values: ArrayLike<number>, by: (i: number) => number): number => {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += by(i) ** 2
  return Math.sqrt(squares)
}

/** Measures found values against golden ones of as many elements. */
export const measure = (of: Pick<Measured, 'name' | 'kind' | 'rounded'>, golden: ArrayLike<number>, found: ArrayLike<number>): Measured => {
  if (golden.length !== found.length)
    throw new Error(`internal: ${of.name} has ${String(golden.length)} golden values and ${String(found.length)} of ours`)
  const expected = (i: number): number => golden[i] ?? NaN
  const actual = (i: number): number => found[i] ?? NaN
  const difference = (i: number): number => actual(i) - expected(i)
  return {
    ...of,
    maxDifference: largestOf(golden, difference),
    largest: largestOf(golden, expected),
    largestFound: largestOf(golden, actual),
    distance: normOf(golden, difference),
    norm: normOf(golden, expected),
  }
}

/** The share of a value; nothing of nothing is nothing. */
const share = (error: number, of: number): number => (error === 0 ? 0 : error / of)

/** Exact values, and a tensor that is zero in the goldens, must be met without error, on every target. */
const exactly = (m: Measured): boolean => m.kind === 'exact' || m.largest === 0

/**
 * The rule of a float64 target: the largest difference, relative to the tensor's largest value, is at most 1e-9, or 1e-7 where the
 * goldens are rounded to float32. A gradient's scale is at least 1e-9 of the largest gradient of all, so that one which
 * is nothing but rounding error is not compared with itself.
 */
export const float64Checks = (target: string, measured: readonly Measured[]): readonly Check[] => {
  const gradients = measured.filter((m) => m.kind === 'gradient' && Number.isFinite(m.largestFound))
  const floor = 1e-9 * gradients.reduce((largest, m) => Math.max(largest, m.largestFound), 0)
  return measured.map((m) => {
    const { name } = m
    if (exactly(m)) return { name, target, error: m.maxDifference, tolerance: 0 }
    const scale = m.kind === 'gradient' ? Math.max(m.largest, floor) : m.largest
    return { name, target, error: share(m.maxDifference, scale), tolerance: m.kind === 'gradient' && m.rounded ? 1e-7 : 1e-9 }
  })
}

/** An error within which half of all float32 lines show that the program is right, whatever the rest say. */
const right = 1e-5

/**
 * The rule of a float32 target: losses to 1e-5, tensors to 1e-4 in relative L2 norm. Where half of all lines are within 1e-5,
 * a tensor may be off by 2e-2: on some inputs one ReLU unit near zero flips, and with it what lies behind.
 */
export const float32Checks = (target: string, measured: readonly Measured[]): readonly Check[] => {
  const errors = measured.map((m) => (exactly(m) ? m.maxDifference : share(m.distance, m.norm)))
  const flips = errors.filter((e) => e <= right).length * 2 >= errors.length
  return measured.map((m, i): Check => {
    const error = errors[i] ?? NaN
    const usual = exactly(m) ? 0 : m.kind === 'loss' ? 1e-5 : 1e-4
    return { name: m.name, target, error, tolerance: usual === 1e-4 && flips && !(error <= usual) ? 2e-2 : usual }
  })
}
