import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chooseTarget } from '../dsl/targets/choose.ts'
import { trainOn } from './training/train.ts'
import { work } from './worker.ts'

await work((job, emit, stopRequested) =>
  pipe(
    TE.fromEither(chooseTarget(job.target)),
    TE.chain(({ target }) => trainOn(target)(job, emit, stopRequested)),
  ),
)
