import type { Labelled } from '../picture.ts'
import type { Random } from '../random.ts'
import { resize, resizeWithin } from './resize.ts'

/** How a picture gets the size of the network's input: exactly, or as large as fits with its shape kept. */
export type Fit = 'fixed' | 'keep-ratio'

/** A picture at the size of a square input; boxes follow exactly. */
export const scaledTo = (side: number, fit: Fit): ((from: Labelled) => Labelled) =>
  fit === 'fixed' ? resize({ width: side, height: side }) : resizeWithin({ width: side, height: side })

/** Multi-scale training: sides of the square that a picture is resized into, one drawn for each sample, or one for a whole batch. */
export interface Scales {
  readonly sizes: readonly number[]
  readonly per: 'sample' | 'batch'
}

/**
 * One of the sizes, each as likely. The stream is that of the sample or that of the step, as `per` says.
 *
 * @example drawnSize({ sizes: [480, 640, 800], per: 'batch' }, 800)(random(seed, step))
 */
export const drawnSize =
  ({ sizes }: Pick<Scales, 'sizes'>, otherwise: number) =>
  (draw: Random): number =>
    sizes[draw.integer(sizes.length)] ?? otherwise
