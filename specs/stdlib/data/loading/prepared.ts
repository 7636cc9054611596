import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Layout } from '../../../../stdlib/data/loading/layout.ts'
import type { Prepare } from '../../../../stdlib/data/loading/prepare.ts'
import { random } from '../../../../stdlib/data/random.ts'

const layout: Layout = [
  { name: 'images', dtype: 'float32', length: 50 },
  { name: 'labels', dtype: 'int32', length: 7 },
]

/** Batches of random numbers that take more or less long to prepare, so that threads finish out of order. */
const prepare: Prepare = (step, into) => async () => {
  await new Promise((resolve) => setTimeout(resolve, (step * 7) % 5))
  const draw = random(9, step)
  into['images']?.forEach((_, i, all) => {
    all[i] = draw.uniform()
  })
  into['labels']?.forEach((_, i, all) => {
    all[i] = draw.integer(100)
  })
  return TE.right({ ids: [step, draw.integer(1000)], lost: { outside: step, cut: 0 } })()
}

export const prepared = { layout, prepare }
