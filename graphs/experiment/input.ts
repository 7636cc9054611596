import * as t from 'io-ts'
import { exact, exactWith } from '../../dsl/core/exact.ts'
import { Fraction, listOf, NotNegative, nullOr, pairOf, Pixels, Positive, upTo } from './fields.ts'

/** A mosaic is twice as wide and high as its cells. */
const Cell = upTo(4096)
const Keep = exact({ part: Fraction, side: NotNegative }, 'keep')
const Factors = pairOf(NotNegative, 'two numbers of at least 0')

/**
 * What is drawn anew for every picture of training (`stdlib/data/transforms/augment.ts` has the order); a step that is left out is not taken. Sizes are
 * pixels of the pictures as they are stored.
 */
const Augmentation = exactWith(
  {},
  {
    copyPaste: exact({ probability: Fraction, copies: upTo(1000), size: Positive, others: t.boolean, overlap: Fraction }, 'copy-paste'),
    mosaic: exact({ probability: Fraction, cell: Cell, keep: Keep }, 'mosaic'),
    crop: exact(
      {
        probability: Fraction,
        resize: nullOr(listOf(Pixels, 'lengths of the shorter edge')),
        sides: pairOf(Pixels, 'two whole numbers of pixels'),
        keep: Keep,
      },
      'crop',
    ),
    scales: exact({ sizes: listOf(Pixels, 'sizes'), per: t.keyof({ sample: null, batch: null }, 'sample or batch') }, 'scales'),
    photometric: exact({ brightness: NotNegative, contrast: Factors, saturation: Factors, hue: NotNegative }, 'photometric'),
  },
  'augmentation',
)

/** How pictures become the network's input. */
export const Input = exactWith(
  {
    size: Pixels,
    resize: t.keyof({ fixed: null, 'keep-ratio': null }, 'fixed or keep-ratio'),
    normalise: t.keyof({ symmetric: null, imagenet: null }, 'symmetric or imagenet'),
    flips: exact({ horizontal: Fraction, vertical: Fraction }, 'flips'),
  },
  { augment: Augmentation },
  'input',
)
