import type * as E from 'fp-ts/lib/Either.js'
import { splitsOf, type Splits } from '../../../cli/training/sources.ts'
import type { Issue } from '../../../dsl/core/issue.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import type { FormatName } from '../../../stdlib/data/formats/names.ts'
import { tiny } from './tiny.ts'

interface Place {
  readonly path: string
  readonly images?: string
}

/** What training reads of two splits before its first step, or why it refuses them. */
export const trainingOn = (
  format: FormatName,
  classes: Experiment['classes'],
  train: Place,
  valid: Place,
): Promise<E.Either<Issue, Splits>> => {
  const split = ({ path, images = null }: { readonly path: string; readonly images?: string | null }) => ({ path, images })
  return splitsOf(tiny({ classes, data: { kind: 'files', format, train: split(train), valid: split(valid), empty: 'background' } }))()
}
