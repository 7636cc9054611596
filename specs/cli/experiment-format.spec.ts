import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { experimentFormat } from '../../cli/experiment-format.ts'
import type { Overrides } from '../../cli/train.ts'
import { tiny } from './training/tiny.ts'

const own = tiny({ seed: 3 })
const planned = async (overrides: Overrides): Promise<unknown> => {
  const plan = await experimentFormat.plan(own, overrides)()
  return E.isRight(plan) ? plan.right : plan.left
}

describe('the plan of an experiment', () => {
  it('is the experiment as it stands, where nothing is put in place', async () => {
    expect(await planned({})).toEqual({ name: 'tiny', seed: 3, steps: own.training.steps, experiment: own })
  })

  it('has another seed and number of steps where they are given, in its experiment.json too, which decodes as before', async () => {
    const experiment = { ...own, seed: 7, training: { ...own.training, steps: 5 } }
    expect(await planned({ seed: 7, steps: 5 })).toEqual({ name: 'tiny', seed: 7, steps: 5, experiment })
    expect(experimentFormat.decode(JSON.parse(JSON.stringify(experiment)))).toEqual(E.right([experiment]))
  })
})
