import { readFileSync } from 'node:fs'
import type { ElementType } from '../../core/primitive.ts'

/** An element type of 16 bits. */
export type Narrow = Extract<ElementType, 'bfloat16' | 'half'>

/**
 * The element type of convolutions and matrix products; operands in half precision are scaled: see scaling.ts. Everything else is float:
 * weights, losses, norms, sums, the optimiser.
 */
export type Precision = 'float' | Narrow

/** How a precision is computed on a device. */
export interface Numerics {
  readonly precision: Precision
  /**
   * Whether products run in it. Where a device has no instructions for it, that takes twenty times as long as float; there products are
   * computed in float, of operands that are rounded to it.
   */
  readonly native: boolean
  /** Whether bias and ReLU may be one op with the convolution before them. */
  readonly fuses: boolean
  /** Whether another map may be added in that op: oneDNN's alone, and in float alone, as a chain of sums in 16 bits loses what each adds. */
  readonly sums: boolean
  /** The bytes of a map that oneDNN's products in float find in a cache: two have to share a core's second one and its part of the third. */
  readonly cacheBytes: number | null
}

const mapBytes = 2.6e6

/** What a precision needs of a processor, as Linux names it. */
const instructions: { readonly [P in Narrow]: RegExp } = {
  bfloat16: /\b(avx512_bf16|amx_bf16|bf16)\b/,
  half: /\b(avx512_fp16|amx_fp16)\b/,
}

const processor = (): string => {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return ''
  }
}

/** Has the processor instructions for products of 16 bits? */
export const hasInstructions = (precision: Narrow, cpu: string = processor()): boolean => instructions[precision].test(cpu)

/**
 * How a precision is computed on a GPU, or on this processor. Fusing is for CPUs: cuDNN fuses a bias with a ReLU alone, and TensorFlow's own
 * kernels, which serve where oneDNN does not, in float alone.
 */
export const numericsOf = (precision: Precision, gpu: boolean, cpu: string = processor()): Numerics => {
  const native = precision === 'float' || gpu || hasInstructions(precision, cpu)
  const float = !gpu && (precision === 'float' || !native)
  const fuses = precision !== 'half' && (float || (!gpu && process.arch === 'x64'))
  return { precision, native, fuses, sums: float && fuses && process.arch === 'x64', cacheBytes: float ? mapBytes : null }
}
