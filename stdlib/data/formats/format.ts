import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../../dsl/core/issue.ts'
import type { Category, Dataset } from '../dataset.ts'
import type { Reading } from '../fault.ts'
import type { Loss } from './losses.ts'
import type { FindSplits } from './splits/found.ts'

/** Where a data set lies. */
export interface Place {
  /** The file of annotations, the folder of them, or the folder that has both these and the images. */
  readonly path: string
  /** Folder of the images; where left out, the one that the format has beside its annotations. */
  readonly images?: string
  /** Classes in place of those that the format has built in, for formats whose files do not list them. */
  readonly classes?: readonly Category[]
  /** The split to read, of those that lists in the place name: `train`; all that is there where left out. */
  readonly split?: string
}

/**
 * Reads what is annotated; pixels are not read, and image files only where annotations do not tell an image's size. All that can be read is
 * read: what cannot is a fault. An Issue is given where there is nothing to read.
 */
export type Read = (place: Place) => TaskEither<Issue, Reading>

/** What a writer made. */
export interface Written {
  /** The annotation files, from the destination. */
  readonly files: number
  readonly images: number
  readonly objects: number
  readonly losses: readonly Loss[]
}

/**
 * Writes annotations, not images, to a file or folder that is not there yet, or to an empty folder: all of it or nothing. What the format
 * cannot hold is counted; what would be false in it is an Issue.
 */
export type Write = (to: string) => (dataset: Dataset) => TaskEither<Issue, Written>

export interface Format {
  /** One line for those who choose a format. */
  readonly says: string
  /** Do its files number classes? Else they are known by name alone. */
  readonly numbered: boolean
  readonly read: Read
  readonly write?: Write
  /** Splits that a place tells by itself, for formats that have lists. */
  readonly splits?: FindSplits
}
