import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { tiledOf } from '../../graphs/experiment/tiles.ts'
import type { Dataset } from '../../stdlib/data/dataset.ts'
import type { SharedFiles } from '../../stdlib/data/loading/shared-files.ts'
import { sharedSamples } from '../../stdlib/data/loading/shared-samples.ts'
import { type Samples, samplesOf } from '../../stdlib/data/samples.ts'
import { tiled } from '../../stdlib/data/tiles/dataset.ts'
import { protocols } from '../../stdlib/eval/protocols.ts'
import { decodedBytes, type Stored } from './stored.ts'

/** A split as it was read, what training makes of its whole images, and where these lie. */
export interface Whole {
  readonly dataset: Dataset
  readonly samples: Samples
  readonly files: SharedFiles
}

type Named = Pick<Experiment, 'tiles' | 'classes'>

/** Whether a detector is measured on whole images, which it looks at by tiles. */
export const measuredByImages = (e: Pick<Experiment, 'tiles'>): boolean => tiledOf(e)?.measure === 'images'

const inTiles = (e: Named, from: string, { dataset, samples, files }: Whole, without: 'background' | 'drop'): E.Either<Issue, Stored> => {
  const how = tiledOf(e)
  if (how === undefined) return E.right({ kind: 'files', samples: sharedSamples(samples), files })
  const kept = new Set(samples.samples.map(({ id }) => id))
  return pipe(
    tiled(how)({ ...dataset, images: dataset.images.filter(({ id }) => kept.has(id)) }),
    E.chain(samplesOf(from)({ classes: e.classes.map(({ name }) => name), empty: without })),
    E.map((parts) => ({
      kind: 'files',
      samples: sharedSamples(parts),
      files,
      parts: { kept: decodedBytes, fill: how.tiling.fill ?? [0, 0, 0] },
    })),
  )
}

/** The images to train on: tiles of those of a split where the experiment says so. */
export const trainedOn = (e: Named, from: string, split: Whole): E.Either<Issue, Stored> =>
  inTiles(e, from, split, tiledOf(e)?.empty ?? 'background')

/** Without the images that TinyPerson calls dense, where the protocol leaves these out. */
const measurable = ({ test }: Pick<Experiment, 'test'>, whole: Whole): Whole => {
  if (protocols[test.protocol].dense === 'kept') return whole
  const dense = new Set(whole.dataset.images.flatMap(({ id, dense: is }) => (is === true ? [id] : [])))
  return { ...whole, samples: { ...whole.samples, samples: whole.samples.samples.filter(({ id }) => !dense.has(id)) } }
}

/** The images to measure on: whole ones, or all of their tiles. */
export const measuredOn = (e: Named & Pick<Experiment, 'test'>, from: string, split: Whole): E.Either<Issue, Stored> => {
  const own = measurable(e, split)
  return measuredByImages(e)
    ? E.right({ kind: 'files', samples: sharedSamples(own.samples), files: own.files })
    : inTiles(e, from, own, 'background')
}
