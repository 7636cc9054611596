import type { ElementType } from '../../core/primitive.ts'

/** The element type of convolutions and matrix products. Everything else is float: weights, losses, norms, sums, the optimiser. */
export type Precision = 'float' | Extract<ElementType, 'bfloat16' | 'half'>
