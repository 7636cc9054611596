import { pipe } from 'fp-ts/lib/function.js'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import type { Labelled } from '../../stdlib/data/picture.ts'
import { imagenet, type Normalisation, resize, resizeWithin, symmetric } from '../../stdlib/data/transforms.ts'

type Input = Pick<Experiment, 'input'>

/** The size of the network's input, in pixels. */
export const inputSize = ({ input }: Input): Extent => ({ width: input.size, height: input.size })

/** The normalisation of the network's input. */
export const normalisationOf = ({ input }: Input): Normalisation => (input.normalise === 'symmetric' ? symmetric : imagenet)

/** A picture as the network sees it, before padding and normalising; boxes follow. */
export const toInput =
  (e: Input) =>
  (from: Labelled): Labelled =>
    pipe(from, e.input.resize === 'fixed' ? resize(inputSize(e)) : resizeWithin(inputSize(e)))
