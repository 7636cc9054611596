/** Weights are whole numbers of 2^-22. */
export const BITS = 22

/** The inputs that each output reads: `count` of them from `first` on, the weights of output i, in units of 1 / 2^22, from i·`most` on. */
export interface Taps {
  readonly first: Int32Array
  readonly count: Int32Array
  readonly weights: Int32Array
  readonly most: number
}

const ONE = 2 ** BITS

/** The taps of a line of `from` pixels that becomes one of `to`. */
export const taps = (from: number, to: number): Taps => {
  const ratio = from / to
  const support = Math.max(ratio, 1)
  const most = 2 * Math.ceil(support) + 1
  const [first, count, weights] = [new Int32Array(to), new Int32Array(to), new Int32Array(to * most)]
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * ratio
    const start = Math.max(0, Math.floor(centre - support + 0.5))
    const end = Math.min(from, Math.floor(centre + support + 0.5))
    const weight = (k: number): number => Math.max(0, 1 - Math.abs(k + 0.5 - centre) / support)
    let total = 0
    for (let k = start; k < end; k++) total += weight(k)
    first[i] = start
    count[i] = end - start
    for (let k = start; k < end; k++) weights[i * most + k - start] = Math.floor((weight(k) / total) * ONE + 0.5)
  }
  return { first, count, weights, most }
}
