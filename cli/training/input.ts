import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import type { Labelled } from '../../stdlib/data/picture.ts'
import { imagenet, type Normalisation, symmetric } from '../../stdlib/data/transforms/normalise.ts'
import { scaledTo } from '../../stdlib/data/transforms/scale.ts'

type Input = Pick<Experiment, 'input'>

/** The size of the network's input, in pixels. */
export const inputSize = ({ input }: Input): Extent => ({ width: input.size, height: input.size })

/** The normalisation of the network's input. */
export const normalisationOf = ({ input }: Input): Normalisation => (input.normalise === 'symmetric' ? symmetric : imagenet)

/** A picture as the network sees it, before padding and normalising; boxes follow. */
export const toInput =
  (e: Input) =>
  (from: Labelled): Labelled =>
    scaledTo(e.input.size, e.input.resize)(from)
