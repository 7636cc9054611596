import type { Pyramid } from '../../stdlib/nn/feature.ts'

/** The channels of five stages, strides 2 to 32. */
export type Widths = readonly [number, number, number, number, number]

/** What a backbone of five stages offers a neck. */
export type FiveStages = Pyramid<'C2' | 'C3' | 'C4' | 'C5'>
