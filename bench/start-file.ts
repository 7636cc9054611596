import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import type { Shape } from '../dsl/core/tensor.ts'
import { writeCheckpoint } from '../stdlib/checkpoint/file.ts'
import { toTorch } from '../stdlib/checkpoint/layout.ts'
import type { Safetensors, Stored } from '../stdlib/checkpoint/safetensors.ts'
import { inWords } from '../stdlib/files/error.ts'
import { makeFolder } from '../stdlib/files/make-folder.ts'
import { batchOf, declared, type ExampleName, leavesOf, startOf } from './start.ts'
import { startFolder } from './places.ts'

/** The weights and the batch of an experiment, for peers that do not run in Node: kernels as PyTorch lays them out, feeds as `batch.NAME`. */
export const startTensors = (example: ExampleName, variant: string, batch: number): Safetensors => {
  const leaves = leavesOf(declared(example, variant, batch))
  const values = startOf(leaves)
  const fed = batchOf(leaves.inputs)
  const kept = [...leaves.parameters, ...leaves.state.filter(({ name }) => !name.startsWith('optimiser.'))]
  const stored = (shape: Shape, data: ArrayLike<number> = []): Stored =>
    data instanceof Int32Array ? { dtype: 'I32', shape, data } : { dtype: 'F32', shape, data: Float32Array.from(data) }
  return {
    tensors: new Map([
      ...kept.map(({ name, shape }): readonly [string, Stored] => [
        name,
        { dtype: 'F32', ...toTorch(shape, values[name] ?? new Float32Array()) },
      ]),
      ...leaves.inputs.map(({ name, shape }) => [`batch.${name}`, stored(shape, fed[name])] as const),
    ]),
    metadata: new Map(),
  }
}

/** Where the weights and the batch lie for peers that do not run in Node. */
export const startFile = (example: ExampleName, variant: string, batch: number): string =>
  join(startFolder, `${example}-${variant}-${String(batch)}.safetensors`)

/** Writes them there. */
export const writeStart = (example: ExampleName, variant: string, batch: number): TE.TaskEither<Issue, unknown> =>
  pipe(
    TE.tryCatch(
      () => makeFolder(startFolder),
      (e) => issue('bench: folder', inWords(e), 'name another folder: FOVEA_CACHE=/large/disk', { path: [startFolder] }),
    ),
    TE.chain(() => writeCheckpoint(startFile(example, variant, batch), startTensors(example, variant, batch))),
  )
