import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as t from 'io-ts'
import { issue } from '../dsl/core/issue.ts'
import type { ExperimentFormat } from './train.ts'

const Named = t.type({ name: t.string })

/** Provisional: until the codec of experiments is there, anything with a name is one. */
export const experimentFormat: ExperimentFormat<{ readonly name: string }> = {
  decode: (data) => {
    const found = (Array.isArray(data) ? data : [data]).filter(Named.is)
    return isNonEmpty(found) ? E.right(found) : E.left([issue('experiment: name', 'no experiment has a name', 'give it one')])
  },
  plan: (experiment, { seed = 0, steps = 1 }) => E.right({ name: experiment.name, seed, steps, experiment }),
}
