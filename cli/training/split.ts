import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Dataset } from '../../stdlib/data/dataset.ts'
import type { Reading } from '../../stdlib/data/fault.ts'
import type { Place } from '../../stdlib/data/formats/format.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import type { FormatName } from '../../stdlib/data/formats/names.ts'
import { renumbered } from '../../stdlib/data/renumber.ts'

/** Data of an experiment that lie on disk. */
export type OnDisk = Extract<Experiment['data'], { kind: 'coco' | 'files' }>
export type Split = 'train' | 'valid'

export interface SplitPlace {
  readonly format: FormatName
  readonly place: Place
  /** What notices call it. */
  readonly name: string
}

/** Where a split of an experiment lies. */
export const placeOf = (data: OnDisk, split: Split): SplitPlace => {
  if (data.kind === 'coco') {
    const name = data[split]
    return { format: 'coco', place: { path: join(data.folder, `${name}.json`), images: join(data.folder, name) }, name }
  }
  const { path, images, split: listed } = data[split]
  const place = { path, ...(images === null ? {} : { images }), ...(listed === undefined ? {} : { split: listed }) }
  return { format: data.format, place, name: split }
}

/** Names of the classes that a data set has objects of. */
export const namesMet = ({ classes, images }: Dataset): ReadonlySet<string> => {
  const labels = new Set(images.flatMap(({ objects }) => objects.map(({ label }) => label)))
  return new Set(classes.flatMap(({ name }, label) => (labels.has(label) ? [name] : [])))
}

/**
 * A split as its files have it. What files that do not number their classes say of them is their names, so that these have the experiment's numbers; and
 * a split that is measured on need not have them all, nor one that is trained on those of the other.
 *
 * @param elsewhere names of classes that the other split has
 */
export const readingOf = (
  e: Pick<Experiment, 'classes'>,
  data: OnDisk,
  split: Split,
  elsewhere: ReadonlySet<string> = new Set(),
): TE.TaskEither<Issue, Reading> => {
  const { format, place } = placeOf(data, split)
  const known = ({ classes }: Dataset): Experiment['classes'] => {
    const own = new Set(classes.map(({ name }) => name))
    return e.classes.filter(({ name }) => split === 'valid' || own.has(name) || elsewhere.has(name))
  }
  return pipe(
    formats[format].read(place),
    TE.map((reading) =>
      formats[format].numbered ? reading : { ...reading, dataset: renumbered(known(reading.dataset), true)(reading.dataset) },
    ),
  )
}
