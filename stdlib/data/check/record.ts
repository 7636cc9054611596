import { extname, normalize } from 'node:path'
import type { AnnotatedImage, Annotation } from '../dataset.ts'

/** The same for two listings of one image: its file, and of a part of it, which. */
export const listingKey = ({ file, corner }: AnnotatedImage): string => [normalize(file), ...(corner ?? [])].join(' ')

/** The path of an issue about an image: its annotations' file, and its own; of a part of it, which. */
export const imagePath = ({ source, file, corner }: AnnotatedImage): readonly string[] => [
  source,
  file,
  ...(corner === undefined ? [] : [`part ${corner.join(' ')}`]),
]

/** What a format calls one record. */
const records: Readonly<Record<string, (record: number) => readonly string[]>> = {
  '.json': (record) => ['annotations', String(record)],
  '.xml': (record) => [`object ${record + 1}`],
}

/**
 * The path of an issue about an object, ending at its record.
 *
 * @example recordPath({ id: 1, file: 'a.png', source: 'a.txt', objects: [] }, { label: 0, box: [1, 1, 2, 2], crowd: false, ignored: false, record: 9 })
 * // => ['a.txt', 'line 9']
 */
export const recordPath = ({ source }: AnnotatedImage, { record }: Annotation): readonly string[] => [
  source,
  ...(records[extname(source).toLowerCase()] ?? ((line: number) => [`line ${line}`]))(record),
]
