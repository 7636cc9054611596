import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { issue, type Issue } from '../core/issue.ts'
import type { Tensor } from '../core/tensor.ts'

/**
 * What a call of a kernel is for: nodes of the program, the first of which it is counted with (a fused call computes several); the target's own reading and writing of
 * what is fed, fetched and kept; or unknown, where a target's library runs what it was not given.
 */
export type Purpose = NonEmptyArray<Tensor> | 'transfer' | 'unknown'

/** One call of a kernel in a run. */
export interface TimedCall {
  readonly of: Purpose
  /** The kernel, by the name that the target's library has for it. */
  readonly kernel: string
  /** What the library calls this call; a path where it has no name for it. */
  readonly name: string
  readonly milliseconds: number
}

/** A run by the clock. Calls may overlap where a target runs several at once: their sum is time that was worked, which may be more than passed. */
export interface Timing {
  /** From the first call to the last one's end: what passed. */
  readonly milliseconds: number
  readonly calls: readonly TimedCall[]
}

/** Why runs of a target do not tell what they spend their time on: its kernels are queued, and a call says nothing of when one runs. */
export const queued = (target: string): Issue =>
  issue(
    `target ${target}: timing`,
    'the time of each kernel is told, but here kernels are queued, and a call says nothing of when one runs',
    '`--target tfjs:wasm` or `--target tensorflow` tells where the time goes',
  )
