import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { cut } from '../../dsl/core/brief.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { fileWithin, realFolder } from '../data/folder.ts'
import { unreadable } from '../files/unreadable.ts'
import type { ResultColumns, TruthColumns } from './columns.ts'
import { growing } from './growing.ts'
import { show, SHOWN } from './records.ts'

/** One line's detection. */
interface Line {
  readonly image: number
  readonly category: number
  readonly bbox: readonly [x: number, y: number, width: number, height: number]
  readonly score: number
}

/** Reads the lines of one file; what is wrong with one is said in words. */
type Reader = (file: string) => ((line: string) => E.Either<string, Line>) | undefined

/**
 * Reads results as benchmarks' own tools write them: a folder of DOTA's `Task2_CLASS.txt` (image, score, x1, y1, x2, y2) or, where it has none, VisDrone's
 * `IMAGE.txt` (left, top, width, height, score, category, …). Images are known by the name of their file without its ending.
 *
 * @returns an issue for each of the first 20 wrong lines, with file and line, then their count
 */
export const readTextResults =
  (folder: string, truth: TruthColumns): TE.TaskEither<NonEmptyArray<Issue>, ResultColumns> =>
  async () => {
    const names = await TE.tryCatch(() => readdir(folder), unreadable(folder))()
    if (E.isLeft(names)) return E.left([names.left])
    const real = await realFolder(folder)()
    if (E.isLeft(real)) return E.left([real.left])
    const texts = names.right.filter((name) => name.endsWith('.txt')).sort()
    const dota = texts.some((name) => name.startsWith('Task2_'))
    if (!dota && texts.some((name) => name.startsWith('Task1_')))
      return E.left([
        issue(
          'detections: oriented boxes',
          'the Task1_*.txt of DOTA hold oriented boxes, and horizontal ones are measured',
          'name a folder of Task2_*.txt',
          { path: [folder] },
        ),
      ])
    const reader = dota ? dotaLines(truth) : visdroneLines(truth)
    const [imageId, categoryId, bbox, score] = [growing(), growing(), growing(), growing()]
    const wrong: Issue[] = []
    let count = 0
    for (const name of texts) {
      const read = reader(name)
      if (read === undefined) {
        count++
        if (wrong.length < SHOWN) wrong.push(stranger(folder, name, dota))
        continue
      }
      const text = await pipe(
        fileWithin(real.right)(name),
        TE.chain((path) => TE.tryCatch(() => readFile(path, 'utf8'), unreadable(join(folder, name)))),
        TE.mapLeft((i) => ({ ...i, path: [folder, name] })),
      )()
      if (E.isLeft(text)) return E.left([text.left])
      for (const [i, line] of text.right.split('\n').entries()) {
        if (line.trim() === '') continue
        const detection = read(line.trim())
        if (E.isLeft(detection)) {
          count++
          if (wrong.length < SHOWN) wrong.push(wrongLine(folder, name, i + 1, detection.left, line))
          continue
        }
        imageId.push(detection.right.image)
        categoryId.push(detection.right.category)
        for (const value of detection.right.bbox) bbox.push(value)
        score.push(detection.right.score)
      }
    }
    if (texts.length === 0)
      return E.left([
        issue('detections: no files', 'there is no .txt file in this folder', 'name the folder of results', { path: [folder] }),
      ])
    const more = count - wrong.length
    const issues =
      more > 0
        ? [
            ...wrong,
            issue('detections: more', `${more} more lines or files are wrong`, 'repair the first ones; the cause is often the same', {
              path: [folder],
            }),
          ]
        : wrong
    if (isNonEmpty(issues)) return E.left(issues)
    const scores = score.column()
    return E.right({ count: scores.length, imageId: imageId.column(), categoryId: categoryId.column(), bbox: bbox.column(), score: scores })
  }

const stem = (file: string): string => file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '')

const imagesByName = ({ images }: TruthColumns): ReadonlyMap<string, number> =>
  new Map(images.flatMap(({ id, file_name }) => (file_name === undefined ? [] : [[stem(file_name), id] as const])))

const numbersOf = (fields: readonly string[]): readonly number[] | undefined => {
  const numbers = fields.map((field) => (field.trim() === '' ? NaN : Number(field)))
  return numbers.every(Number.isFinite) ? numbers : undefined
}

const visdroneLines = (truth: TruthColumns): Reader => {
  const images = imagesByName(truth)
  return (file) => {
    const image = images.get(stem(file))
    if (image === undefined) return undefined
    return (line) => {
      const [x, y, w, h, score, category] = numbersOf(line.replace(/,$/, '').split(',').slice(0, 6)) ?? []
      if (x === undefined || y === undefined || w === undefined || h === undefined || score === undefined || category === undefined)
        return E.left('a line is left,top,width,height,score,category')
      return w < 0 || h < 0 ? E.left('a width or height is below 0') : E.right({ image, category, bbox: [x, y, w, h], score })
    }
  }
}

const dotaLines = (truth: TruthColumns): Reader => {
  const images = imagesByName(truth)
  const categories = new Map(truth.categories.map(({ id, name = '' }) => [name, id]))
  return (file) => {
    const category = categories.get(stem(file).replace(/^Task2_/, ''))
    if (category === undefined || !file.startsWith('Task2_')) return undefined
    return (line) => {
      const [name = '', ...fields] = line.split(/\s+/)
      const image = images.get(name)
      if (image === undefined) return E.left(`no image is called ${cut(120)(name)}`)
      const [score, x1, y1, x2, y2] = (fields.length === 5 ? numbersOf(fields) : undefined) ?? []
      if (score === undefined || x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined)
        return E.left('a line is image score x1 y1 x2 y2')
      return x2 < x1 || y2 < y1
        ? E.left('a box ends before it begins')
        : E.right({ image, category, bbox: [x1, y1, x2 - x1, y2 - y1], score })
    }
  }
}

const stranger = (folder: string, name: string, dota: boolean): Issue =>
  dota
    ? issue('detections: unknown category', `${name} is of no class of the ground truth`, 'are these the results of another data set?', {
        path: [folder, name],
      })
    : issue(
        'detections: unknown image',
        `the ground truth lists no image of the name of ${name}`,
        'are these the results of another split?',
        { path: [folder, name] },
      )

const wrongLine = (folder: string, name: string, line: number, says: string, text: string): Issue =>
  issue('detections: wrong line', says, 'repair the line, or write the results again', {
    path: [folder, name, String(line)],
    evidence: [['line', show(text)]],
  })
