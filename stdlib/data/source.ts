import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, under } from '../../dsl/core/issue.ts'
import type { Category } from './dataset.ts'
import type { Files } from './files.ts'
import { decodeImage } from './image.ts'
import { openFiles } from './open-files.ts'
import { partOf, sizeOfFile } from './part.ts'
import type { Labelled } from './picture.ts'
import { recent } from './recent.ts'
import type { Sample, Samples } from './samples.ts'
import type { Colour } from './tiles/tiling.ts'

/** A labelled picture with its number, and its size before any resize. */
export interface Item extends Labelled {
  readonly id: number
  readonly width: number
  readonly height: number
}

/** Samples by index: an array of them is one. */
export interface SampleList {
  readonly length: number
  readonly at: (index: number) => Sample | undefined
}

/** A data set to make a source of, wherever its samples are kept. */
export interface Listed {
  readonly folder: string
  readonly classes: readonly Category[]
  readonly samples: SampleList
  /** As a source has them. */
  readonly groups?: ArrayLike<number>
}

/** Labelled pictures by index 0 … length - 1, read from disk or drawn; an index always gives the same. */
export interface Source {
  readonly classes: readonly Category[]
  readonly length: number
  /** Where several samples are parts of one file: the number of each one's file. Drawn near each other, they decode it once. */
  readonly groups?: ArrayLike<number>
  readonly sample: (index: number) => TE.TaskEither<Issue, Item>
}

/** How parts of files are read. */
export interface Parts {
  /** Bytes of decoded files that are kept for their other parts. */
  readonly kept: number
  /** What a part shows beyond its file. */
  readonly fill: Colour
}

const unkept: Parts = { kept: 0, fill: [0, 0, 0] }

/**
 * The images of a data set, read when asked for from its folder or shards; of a sample with a window, that part of its file, which is decoded
 * once while it is kept. An image of another size than its record says is an Issue.
 *
 * @param files where the images lie, if that is known already: the headers of shards are read once
 */
export const fromSamples = ({ folder, classes, samples }: Samples, files?: Files, parts = unkept): Source =>
  fromListed(
    { folder, classes, samples, ...(samples.some(({ window }) => window !== undefined) ? { groups: filesOf(samples) } : {}) },
    files === undefined ? openFiles(folder) : TE.right(files),
    parts,
  )

/** The same of samples wherever they are kept, and of files wherever they were found. */
export const fromListed = (
  { classes, samples, groups }: Listed,
  files: TE.TaskEither<Issue, Files>,
  { kept, fill }: Parts = unkept,
): Source => {
  const place = once(files)
  const decoded = recent(kept)
  return {
    classes,
    length: samples.length,
    ...(groups === undefined ? {} : { groups }),
    sample: (index) => {
      const sample = samples.at(index)
      if (sample === undefined) throw new Error(`internal: sample ${index} of ${samples.length}`)
      const { file, id, width, height, window, truth, ignored } = sample
      const declared = sizeOfFile({ corner: window, size: { width, height }, whole: sample.whole })
      return pipe(
        place,
        TE.chain((from) => {
          const read = pipe(
            from.bytes(file),
            TE.chain((bytes) => decodeImage(bytes, join(from.at, file), declared)),
          )
          return window === undefined ? read : pipe(decoded(file, read), TE.chainEitherK(partOf(window, fill)))
        }),
        TE.bimap(under(`image ${id}`), (picture) => ({ id, width, height, picture, truth, ignored })),
      )
    },
  }
}

/** Opens when first asked, and again only after it failed. */
const once = <A>(open: TE.TaskEither<Issue, A>): TE.TaskEither<Issue, A> => {
  let opened: Promise<E.Either<Issue, A>> | undefined
  return async () => {
    const found = await (opened ??= open())
    if (E.isLeft(found)) opened = undefined
    return found
  }
}

/** Of each sample the number of its file. */
const filesOf = (samples: readonly Sample[]): readonly number[] => {
  const numbers = new Map<string, number>()
  return samples.map(({ file }) => {
    const number = numbers.get(file) ?? numbers.size
    numbers.set(file, number)
    return number
  })
}

/**
 * A source whose pictures go through a transform as they are read.
 *
 * @example pipe(fromSamples(dataset), transformed(resize({ width: 128, height: 128 })), cached(2e8))
 */
export const transformed =
  (f: (from: Labelled) => Labelled) =>
  (source: Source): Source => ({
    ...source,
    sample: (index) =>
      pipe(
        source.sample(index),
        TE.map(({ id, width, height, ...labelled }) => ({ ...f(labelled), id, width, height })),
      ),
  })

/**
 * Keeps what was read in memory, as 8-bit pixels, until `bytes` are in use; what comes after is read each time.
 * A picture that could not be read is tried again.
 */
export const cached =
  (bytes: number) =>
  (source: Source): Source => {
    const kept = new Map<number, Item>()
    let left = bytes
    return {
      ...source,
      sample: (index) => async () => {
        const known = kept.get(index)
        if (known !== undefined) return E.right(known)
        const read = await source.sample(index)()
        if (E.isRight(read) && !kept.has(index) && read.right.picture.data.byteLength <= left) {
          left -= read.right.picture.data.byteLength
          kept.set(index, read.right)
        }
        return read
      },
    }
  }
