import type { Planned } from '../../dsl/targets/tfjs/run-plan.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Category } from '../../stdlib/data/dataset.ts'
import type { Reading } from '../training/detector.ts'

/** The targets that a page can compute on. */
export type PageTarget = 'tfjs:wasm' | 'tfjs:webgpu'

/** A trained detector as a page is given it: JSON, but for the weights. */
export interface Model {
  readonly name: string
  readonly step: number
  readonly classes: readonly Category[]
  readonly input: Experiment['input']
  readonly reading: Reading
  /** The compiled inference of one picture. */
  readonly plans: Readonly<Record<PageTarget, Planned>>
  /** The parameters in the order of their values in the weights, and how many each has. */
  readonly weights: readonly { readonly name: string; readonly length: number }[]
}

/** What the scripts of a page leave for the last of them, under the name `fovea`. */
export interface Given {
  readonly model: Model
  /** float32, the first byte the least; base64, in parts that can be decoded alone. */
  readonly weights: readonly string[]
  /** The program of the wasm backend, base64. */
  readonly wasm: string
}
