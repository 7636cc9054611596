import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { unreadableAnnotations } from '../unreadable-annotations.ts'
import { isFolder } from '../../files/is-folder.ts'
import { isTar } from '../shards/compression.ts'
import { linesOf, numeric } from './labels/lines.ts'
import { type LabelFiles, openLabels } from './labels/open.ts'
import { type FormatName, formatNames } from './names.ts'

const unknown = (path: string, message: string): Issue =>
  issue('data: unknown format', message, `name it: one of ${formatNames.join(', ')}`, { path: [path] })

/** Bytes of a JSON that are looked through, and those of a text file. */
const longest = 2e9
const glance = 4096

/** Words that tell one JSON from another, wherever they stand in it. */
const words = ['"images"', '"annotations"', '"uncertain"', '"in_dense_image"', '"wind-mill"', '"sea_person"'] as const
type Word = (typeof words)[number]

/** Which of the words are in a file; it is streamed, as it can be large. */
const wordsIn = async (path: string): Promise<ReadonlySet<Word>> => {
  const found = new Set<Word>()
  const widest = Math.max(...words.map(({ length }) => length))
  let before = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { end: longest, highWaterMark: 1 << 20 })) {
    if (!Buffer.isBuffer(chunk)) continue
    const part = Buffer.concat([before, chunk])
    for (const word of words) if (!found.has(word) && part.includes(word)) found.add(word)
    before = Buffer.from(part.subarray(-widest))
  }
  return found
}

const jsonFormat = async (path: string): Promise<FormatName | undefined> => {
  const found = await wordsIn(path)
  // What a JSON lacks the reader tells better.
  if (!/\.json$/i.test(path) && !(found.has('"images"') && found.has('"annotations"'))) return undefined
  if (found.has('"uncertain"') || found.has('"in_dense_image"')) return found.has('"sea_person"') ? 'tinyperson' : 'seaperson'
  return found.has('"wind-mill"') ? 'aitod' : 'coco'
}

/** The format of a label file from its first lines. */
export const textFormat = (text: string): FormatName | undefined => {
  const lines = linesOf(text)
  // The last line of a glance may be cut.
  const [first] = lines.length > 1 ? lines.slice(0, -1) : lines
  if (first === undefined) return undefined
  if (/^<(\?xml|annotation)\b/.test(first.text)) return 'voc'
  if (/^(imagesource|gsd|acquisition dates)\s*:/i.test(first.text)) return 'dota'
  const commas = first.text.split(',').map((field) => field.trim())
  if (commas.length >= 8 && commas.slice(0, 8).every((field) => numeric(field) !== undefined)) return 'visdrone'
  const fields = first.text.split(/\s+/)
  const numbers = fields.findIndex((field) => numeric(field) === undefined)
  if (numbers === 8 || (numbers < 0 && fields.length === 10)) return 'dota'
  return numbers < 0 && fields.length >= 5 && /^\d+$/.test(fields[0] ?? '') ? 'yolo' : undefined
}

/** Folders of annotations, as the formats call them. */
const folders = ['labelTxt', 'labelTxt-v1.0', 'labelTxt-v1.5', 'labelTxt-v2.0', 'labels', 'annotations', 'Annotations']

/** Files that are looked into in all, and in one folder: some are empty, or say nothing. */
const most = { files: 200, inFolder: 50, json: 5 }

/** The first files of each folder, so that one with many does not hide another. */
const glanced = (names: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>()
  return names
    .filter((name) => {
      const folder = posix.dirname(name)
      counts.set(folder, (counts.get(folder) ?? 0) + 1)
      return (counts.get(folder) ?? 0) <= most.inFolder
    })
    .slice(0, most.files)
}

/** The formats that files look like, with the first file of each. */
const looksLike = async ({ files, names }: LabelFiles): Promise<ReadonlyMap<FormatName, string>> => {
  const found = new Map<FormatName, string>()
  for (const file of glanced(names.filter((name) => !name.endsWith('.json')))) {
    const start = await files.bytes(file, glance)()
    // A decoder takes the byte order mark away.
    const format = E.isRight(start) ? textFormat(new TextDecoder().decode(start.right)) : undefined
    if (format !== undefined && !found.has(format)) found.set(format, file)
  }
  if (found.size === 0) return found
  // Text beside a JSON of COCO's: both may be the annotations.
  for (const file of names.filter((name) => name.endsWith('.json')).slice(0, most.json)) {
    const start = await files.bytes(file, 16 * glance)()
    if (E.isRight(start) && /"images"\s*:\s*\[/.test(new TextDecoder().decode(start.right))) return found.set('coco', file)
  }
  return found
}

const unsure = (path: string, found: ReadonlyMap<FormatName, string>): Issue =>
  issue(
    'data: unknown format',
    `files of more than one format are in this folder: ${[...found].map(([format, file]) => `${file} looks like ${format}`).join(', ')}`,
    `name the folder of one of them, or its format: --from ${[...found.keys()].join(' or --from ')}`,
    { path: [path] },
  )

const folderFormat = (path: string): TE.TaskEither<Issue, FormatName> =>
  pipe(
    TE.fromTask(async () => {
      for (const name of folders) if (await isFolder(join(path, name))) return join(path, name)
      return path
    }),
    TE.chain((labels) => openLabels(labels, (name) => /\.(txt|xml|json)$/i.test(name))),
    TE.chain(({ files, names }) => async () => {
      const found = await looksLike({ files, names })
      const [format] = found.keys()
      if (format !== undefined) return found.size === 1 ? E.right(format) : E.left(unsure(path, found))
      const json = names.find((name) => name.endsWith('.json'))
      return E.left(
        json === undefined
          ? unknown(path, 'no file of annotations in this folder looks like a format that is known')
          : issue(
              'data: unknown format',
              'annotations in JSON are named by their file, but this is a folder',
              `name the file: ${join(files.at, json)}`,
              {
                path: [path],
              },
            ),
      )
    }),
  )

/**
 * Guesses the format of a file or folder of annotations from what is in it: the keys of a JSON, the first lines of texts. DOTA's versions are not told
 * apart, and neither is TinyPerson's task.
 *
 * @returns an Issue that says how to name the format where it cannot be told
 */
export const detectFormat = (path: string): TE.TaskEither<Issue, FormatName> =>
  pipe(
    TE.tryCatch(
      async () => ((await stat(path)).isDirectory() || isTar(path) ? 'folder' : await jsonFormat(path)),
      unreadableAnnotations(path),
    ),
    TE.chain((found) =>
      found === 'folder'
        ? folderFormat(path)
        : found === undefined
          ? TE.left(unknown(path, 'the file is no JSON with images and annotations; other formats are folders'))
          : TE.right(found),
    ),
  )
