import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { serve } from '../../stdlib/data/loading/serve.ts'
import { layoutOf, prepareOf, Work } from './work.ts'

serve((data) => {
  const work = Work.decode(data)
  if (E.isLeft(work)) throw new Error('internal: a thread without work')
  return TE.right({ layout: layoutOf(work.right), prepare: prepareOf(work.right) })
})
