import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Event, Summary } from '../../../cli/events.ts'
import { experimentFormat } from '../../../cli/experiment-format.ts'
import { trainOn } from '../../../cli/training/train.ts'
import { size } from '../../../dsl/core/tensor.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import type { Target, Values } from '../../../dsl/targets/session.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { fractions } from '../../laws/generators/numbers.ts'

/** A target that computes nothing: every output is numbers that its name decides, and what was fed is kept, run after run. */
export const witness = (): { readonly target: Target; readonly fed: readonly Values[] } => {
  const fed: Values[] = []
  const target: Target = {
    ...reference,
    name: 'witness',
    open: ({ legal }, values) =>
      TE.right({
        run: (feeds) => {
          // The arrays are used again for another batch.
          fed.push(structuredClone(feeds))
          // Distances to the sides of a box are not negative.
          const answer = Object.entries(legal.outputs).map(([name, { shape }]) => {
            const data = fractions(name, size(shape))
            return [name, name.endsWith('.sides') ? data.map((v) => 4 * Math.abs(v)) : data] as const
          })
          return TE.right(Object.fromEntries(answer))
        },
        timed: () => TE.right({ milliseconds: 0, calls: [] }),
        state: TE.right(values),
        close: () => undefined,
      }),
  }
  return { target, fed }
}

export interface Witnessed {
  readonly fed: readonly Values[]
  readonly events: readonly Event[]
  readonly summary: Summary
}

/** Trains as the command does, on a target that computes nothing. */
export const witnessed = async (e: Experiment): Promise<Witnessed> => {
  const plan = await experimentFormat.plan(e, {})()
  if (E.isLeft(plan)) throw new Error(plan.left[0].message)
  const checkpointFolder = mkdtempSync(join(tmpdir(), 'fovea-witness-'))
  const { target, fed } = witness()
  const events: Event[] = []
  const result = await trainOn(target)(
    { ...plan.right, checkpointFolder },
    (event) => events.push(event),
    () => false,
  )()
  rmSync(checkpointFolder, { recursive: true })
  if (E.isLeft(result)) throw new Error(result.left.message)
  return { fed, events, summary: result.right }
}
