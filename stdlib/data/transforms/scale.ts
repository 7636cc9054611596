import type { Extent } from '../../boxes/box.ts'
import type { Labelled } from '../picture.ts'
import type { Random } from '../random.ts'
import { fitted, resize } from './resize.ts'

/** How a picture gets the size of the network's input: exactly, or as large as fits with its shape kept. */
export type Fit = 'fixed' | 'keep-ratio'

/** The size that a picture gets for a square input. @example scaledSize(40, 'keep-ratio')({ width: 80, height: 50 }) // => { width: 40, height: 25 } */
export const scaledSize =
  (side: number, fit: Fit) =>
  (of: Extent): Extent =>
    fit === 'fixed' ? { width: side, height: side } : fitted({ width: side, height: side })(of)

/** A picture at the size of a square input; boxes follow exactly. */
export const scaledTo =
  (side: number, fit: Fit) =>
  (from: Labelled): Labelled =>
    resize(scaledSize(side, fit)(from.picture))(from)

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
