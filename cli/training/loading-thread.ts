import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { feedLayout } from '../../graphs/experiment/feeds.ts'
import { serve } from '../../stdlib/data/loading/serve.ts'
import { cachedIn } from '../../stdlib/data/loading/shared-cache.ts'
import { prepareOf } from './loading.ts'
import { Start } from './loading-start.ts'
import { trainingSource } from './stored.ts'

// The main program of a worker of the input pipeline: see loading.ts.

serve((data) => {
  const start = Start.decode(data)
  if (E.isLeft(start)) throw new Error('internal: a worker of the input pipeline was given no experiment')
  const { experiment: e, seed, stored, cache } = start.right
  return pipe(
    TE.fromEither(trainingSource(e, cachedIn(cache))(stored)),
    TE.map((source) => ({ layout: feedLayout(e), prepare: prepareOf(e, seed, source) })),
  )
})
