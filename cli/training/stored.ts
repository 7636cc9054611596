import * as E from 'fp-ts/lib/Either.js'
import { map } from 'fp-ts/lib/NonEmptyArray.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Issue, under } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { locatedIn, type SharedFiles } from '../../stdlib/data/loading/shared-files.ts'
import { samplesIn, type SharedSamples } from '../../stdlib/data/loading/shared-samples.ts'
import { filesOf } from '../../stdlib/data/open-files.ts'
import { type SceneOptions, sceneSource } from '../../stdlib/data/scenes/scene.ts'
import { fromListed, type Parts, type Source, transformed } from '../../stdlib/data/source.ts'
import { readsOriginals } from '../../stdlib/data/transforms/augment.ts'
import { erased } from '../../stdlib/data/transforms/erase.ts'
import { toInput } from './input.ts'

/** Pictures of a split as plain data, which costs little to give to a thread, to make a source of: those of files, or drawn ones. */
export type Stored =
  | { readonly kind: 'files'; readonly samples: SharedSamples; readonly files: SharedFiles; readonly parts?: Parts }
  | { readonly kind: 'scenes'; readonly options: SceneOptions; readonly seed: number; readonly length: number }

const isStored = (u: unknown): u is Stored =>
  typeof u === 'object' && u !== null && 'kind' in u && (u.kind === 'files' || u.kind === 'scenes')

/** It comes from a thread of this very process, so that its kind is all that is looked at. */
export const Stored = new t.Type<Stored>('stored', isStored, (u, c) => (isStored(u) ? t.success(u) : t.failure(u, c)), t.identity)

/** Pictures kept in memory, at most, in bytes. */
export const cacheBytes = 1e9

/** Whole images that are kept decoded for their other tiles, at most, in bytes of every thread that reads tiles. */
export const decodedBytes = 4e8

/** The pictures as they are stored. An Issue where scenes cannot be drawn as they are asked for. */
export const sourceFrom = (stored: Stored): E.Either<Issue, Source> =>
  stored.kind === 'files'
    ? E.right(fromListed(samplesIn(stored.samples), filesOf(locatedIn(stored.files)), stored.parts))
    : pipe(
        sceneSource(stored.options, stored),
        E.mapLeft((issues) => map(under('data'))(issues)[0]),
      )

/** Without what is ignored, where the experiment erases it. */
const toTrainOn = ({ data }: Pick<Experiment, 'data'>): ((source: Source) => Source) =>
  data.kind !== 'scenes' && data.ignored === 'erased' ? transformed(erased) : identity

/** What training reads from: pictures at the size of the input, unless augmentation works on them as they are stored; `keep` keeps them in memory. */
export const trainingSource =
  (e: Pick<Experiment, 'data' | 'input'>, keep: (source: Source) => Source) =>
  (stored: Stored): E.Either<Issue, Source> =>
    pipe(
      sourceFrom(stored),
      E.map(toTrainOn(e)),
      E.map((source) => keep(readsOriginals(e.input.augment ?? {}) ? source : transformed(toInput(e))(source))),
    )
