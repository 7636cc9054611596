import { extname } from 'node:path'
import type { AnnotatedImage, Annotation } from '../dataset.ts'

/** The path of an issue about an image: its annotations' file, and its own. */
export const imagePath = ({ source, file }: AnnotatedImage): readonly string[] => [source, file]

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
