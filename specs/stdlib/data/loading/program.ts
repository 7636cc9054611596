import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import * as E from 'fp-ts/lib/Either.js'
import { issue } from '../../../../dsl/core/issue.ts'
import type { Layout } from '../../../../stdlib/data/loading/layout.ts'
import type { Prepare } from '../../../../stdlib/data/loading/prepare.ts'
import { serve } from '../../../../stdlib/data/loading/serve.ts'
import { prepared } from './prepared.ts'

// The main program of the threads in pool.spec.ts: what it does at a step is told by its data.

const Told = t.type({
  unready: t.boolean,
  failsAt: t.union([t.number, t.null]),
  throwsAt: t.union([t.number, t.null]),
  endsAt: t.union([t.number, t.null]),
})

const ready = (data: unknown): TE.TaskEither<ReturnType<typeof issue>, { readonly layout: Layout; readonly prepare: Prepare }> => {
  const told = Told.decode(data)
  if (E.isLeft(told)) throw new Error('internal: a program that was told nothing')
  const { unready, failsAt, throwsAt, endsAt } = told.right
  if (unready) return TE.left(issue('data: no images', 'there are none', 'add some'))
  return TE.right({
    layout: prepared.layout,
    prepare: (step, into) => {
      if (step === failsAt) return TE.left(issue('image: broken', 'no image', 'replace it'))
      if (step === throwsAt) throw new Error('internal: a fault of ours')
      if (step === endsAt) process.exit(3)
      return prepared.prepare(step, into)
    },
  })
}

serve(ready)
