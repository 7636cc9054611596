import * as t from 'io-ts'
import { Experiment } from '../../graphs/experiment/codec.ts'
import { Shared } from '../../stdlib/data/loading/shared.ts'
import { Stored } from './stored.ts'

/** What a worker of the input pipeline starts with. */
export const Start = t.readonly(
  t.type(
    {
      experiment: Experiment,
      seed: t.number,
      stored: Stored,
      cache: t.readonly(t.type({ used: Shared, places: Shared, pictures: Shared })),
    },
    'start',
  ),
)
export type Start = t.TypeOf<typeof Start>
