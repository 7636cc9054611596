import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Reading } from '../../stdlib/data/fault.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import { sameClasses } from '../../stdlib/data/same-classes.ts'
import { type PartOptions, type PartPlace, partsAt } from './parts.ts'

/** A split as it was read. */
export interface ReadPart {
  readonly part: PartPlace
  readonly reading: Reading
}

/** A split as its files and lists have it. */
export const readPart = ({ format, place, notices = [] }: PartPlace): TE.TaskEither<Issue, Reading> =>
  pipe(
    formats[format].read(place),
    TE.map((reading) => (notices.length === 0 ? reading : { ...reading, faults: [...notices, ...reading.faults] })),
  )

/** Each split read, with one list of classes for all; the Issue of the first of which nothing can be read. */
export const readPlaces = (places: readonly PartPlace[]): TE.TaskEither<Issue, readonly ReadPart[]> =>
  pipe(
    places,
    TE.traverseSeqArray((part) =>
      pipe(
        readPart(part),
        TE.map((reading) => ({ part, reading })),
      ),
    ),
    TE.map((all) => {
      const datasets = sameClasses(all.map(({ reading }) => reading.dataset))
      return all.map(({ part, reading }, i) => ({ part, reading: { ...reading, dataset: datasets[i] ?? reading.dataset } }))
    }),
  )

/** The splits at a path, read as `readPlaces` does. */
export const readParts = (path: string, o: PartOptions): TE.TaskEither<Issue, readonly ReadPart[]> =>
  pipe(partsAt(path, o), TE.chain(readPlaces))
