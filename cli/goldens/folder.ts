import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { ApplyPar } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Issue, under } from '../../dsl/core/issue.ts'
import { readCheckpoint } from '../../stdlib/checkpoint/file.ts'
import type { Stored } from '../../stdlib/checkpoint/safetensors.ts'
import { unreadable } from '../../stdlib/files/unreadable.ts'
import { readJson } from '../json-file.ts'
import { decodeMeta, type Meta } from './meta.ts'

/** The tensors of one file of goldens. */
export interface GoldenFile {
  readonly path: string
  readonly tensors: ReadonlyMap<string, Stored>
}

/** A folder that `make_goldens.py` wrote. */
export interface Goldens {
  readonly meta: Meta
  readonly smoothing: GoldenFile
  readonly step: GoldenFile
  readonly detections: GoldenFile
}

const all = sequenceS(TE.getApplicativeTaskValidation(ApplyPar, NEA.getSemigroup<Issue>()))

const readFile = (path: string): TE.TaskEither<NEA.NonEmptyArray<Issue>, GoldenFile> =>
  pipe(
    readCheckpoint(path),
    TE.bimap(NEA.of, ({ tensors }) => ({ path, tensors })),
  )

const readMeta = (path: string): TE.TaskEither<NEA.NonEmptyArray<Issue>, Meta> =>
  pipe(
    readJson(path),
    TE.mapLeft(NEA.of),
    TE.chainEitherK((json) => pipe(decodeMeta(json), E.mapLeft(NEA.map(under(path))))),
  )

/** Reads a folder of goldens; what is wrong with any of its files is told at once. */
export const readGoldens = (folder: string): TE.TaskEither<NEA.NonEmptyArray<Issue>, Goldens> =>
  pipe(
    TE.tryCatch(() => stat(folder), flow(unreadable(folder), NEA.of)),
    TE.chain(() =>
      all({
        meta: readMeta(join(folder, 'meta.json')),
        smoothing: readFile(join(folder, 'hbs.safetensors')),
        step: readFile(join(folder, 'set_step.safetensors')),
        detections: readFile(join(folder, 'detections.safetensors')),
      }),
    ),
  )
