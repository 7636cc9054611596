import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTrained, type Trained } from '../../../cli/detection/trained.ts'
import { checkpointFile } from '../../../cli/runs/checkpoints.ts'
import { runFolderAt, type RunFolder } from '../../../cli/runs/folder.ts'
import type { Issue } from '../../../dsl/core/issue.ts'
import { inferenceOf, trainingOf } from '../../../graphs/experiment/build.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { encodeCheckpoint } from '../../../stdlib/checkpoint/checkpoint.ts'
import { writeCheckpoint } from '../../../stdlib/checkpoint/file.ts'
import { initialState } from '../../../stdlib/nn/initialise.ts'
import { keptByProcedure } from '../../../stdlib/nn/leaves.ts'
import { tiny } from '../training/tiny.ts'

let root = ''
let run: RunFolder = runFolderAt('')
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fovea-trained-'))
  run = runFolderAt(join(root, 'run'))
  mkdirSync(run.checkpoints, { recursive: true })
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

const declare = (e: Experiment): void => {
  writeFileSync(run.experiment, JSON.stringify(e))
}
/** A checkpoint as training writes it, with the values that a seed starts at. */
const save = async (e: Experiment, step: number, seed = step): Promise<void> => {
  const kept = keptByProcedure(trainingOf(e))
  const content = encodeCheckpoint(kept, { name: e.name, seed: e.seed, step, values: initialState(kept, seed) })
  await writeCheckpoint(checkpointFile(run.checkpoints, step), content)()
}
const read = (path = run.path): Promise<E.Either<readonly Issue[], Trained>> => readTrained(path)()
const good = async (): Promise<Trained> => {
  const result = await read()
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
const codes = async (): Promise<readonly string[]> => {
  const result = await read()
  return E.isLeft(result) ? result.left.map(({ code }) => code) : []
}

describe('a trained run', () => {
  it.each([null, setAsPublished])(
    'gives its experiment and the detector’s own parameters of the newest checkpoint (method %j)',
    async (method) => {
      const e = tiny({ method })
      declare(e)
      for (const step of [1, 2]) await save(e, step)
      const { checkpoint, warnings, ...rest } = await good()
      expect(rest.e).toEqual(e)
      expect(warnings).toEqual([])
      expect(checkpoint.step).toBe(2)
      expect(checkpoint.values).toEqual(initialState(keptByProcedure(inferenceOf(e, 1)), 2))
    },
  )
  it('that is none is refused, with the runs in it named', async () => {
    expect(await read(join(root, 'none'))).toMatchObject(E.left([{ code: 'file: missing', path: [join(root, 'none')] }]))
    expect(await read(root)).toMatchObject(E.left([{ code: 'run: no run folder', path: [root] }]))
    declare(tiny())
    expect(await read(root)).toMatchObject(E.left([{ hint: `name one of the runs in it: ${run.path}` }]))
    expect(await read(run.experiment)).toMatchObject(E.left([{ code: 'run: no run folder' }]))
  })
  it('whose experiment is no JSON, or has a misspelt key, is refused', async () => {
    writeFileSync(run.experiment, '{"name": ')
    expect(await read()).toMatchObject(E.left([{ code: 'json: malformed', path: [run.experiment] }]))
    declare(tiny())
    writeFileSync(run.experiment, readFileSync(run.experiment, 'utf8').replace('"method"', '"metod"'))
    const result = await read()
    expect(JSON.stringify(result)).toContain('did you mean `method`?')
    expect(E.isLeft(result) && result.left.every(({ path }) => path[0] === run.experiment)).toBe(true)
  })
  it('of several experiments is refused', async () => {
    writeFileSync(run.experiment, JSON.stringify([tiny(), tiny()]))
    expect(await codes()).toEqual(['run: one experiment'])
  })
  it('without a checkpoint is refused', async () => {
    declare(tiny())
    expect(await codes()).toEqual(['run: no checkpoint'])
  })
  it('whose newest checkpoint is damaged gives the one before, with a warning', async () => {
    declare(tiny())
    for (const step of [1, 2]) await save(tiny(), step)
    truncateSync(checkpointFile(run.checkpoints, 2), 1000)
    const { checkpoint, warnings } = await good()
    expect(checkpoint.step).toBe(1)
    expect(warnings).toMatchObject([{ code: 'run: checkpoint', path: [checkpointFile(run.checkpoints, 2)] }])
    truncateSync(checkpointFile(run.checkpoints, 1), 1000)
    expect(await codes()).toEqual(['run: no checkpoint', 'run: checkpoint', 'run: checkpoint'])
  })
  it('with a checkpoint of another network tells all that is missing, left over or of another shape', async () => {
    const e = tiny()
    await save(e, 1)
    declare({ ...e, detector: { ...e.detector, neck: { ...e.detector.neck, channels: 12 }, head: { convs: 2, groups: 2, scales: false } } })
    const wider = await codes()
    expect(wider.filter((code) => code === 'checkpoint missing')).toHaveLength(8)
    expect(wider.filter((code) => code === 'checkpoint shape').length).toBeGreaterThan(10)
    declare({ ...e, detector: { ...e.detector, head: { convs: 0, groups: 2, scales: false } } })
    expect(await codes()).toEqual(Array.from({ length: 8 }, () => 'checkpoint unexpected'))
  })
  it('with the checkpoint of another experiment of the same network is used, with a warning', async () => {
    declare(tiny())
    await save(tiny({ name: 'other' }), 1)
    expect((await good()).warnings.map(({ code }) => code)).toEqual(['checkpoint: other experiment'])
  })
})
