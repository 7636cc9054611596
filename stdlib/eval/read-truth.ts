import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { holdsRegions } from '../data/formats/coco/regions.ts'
import { DOUBTFUL, type IdColumns, PLAIN, type TruthColumns } from './columns.ts'
import { AnnotationRecord, CategoryRecord, ImageRecord, missing, notGroundTruth, unique, usedTwice } from './truth-records.ts'
import { growing } from './growing.ts'
import { areaOf, type Category, type Image } from './ground-truth.ts'
import { show } from './records.ts'
import { newSieve } from './sieve.ts'
import { type Streamed, streamed } from './streamed.ts'

const isSet = (flag: unknown): boolean => flag === 1 || flag === true

/** Neither `iscrowd` nor what pycocotools reads. */
const markOf = (a: object): number => (('ignore' in a && isSet(a.ignore)) || ('uncertain' in a && isSet(a.uncertain)) ? DOUBTFUL : PLAIN)

/** No boxes at all. */
const noBoxes: IdColumns = { count: 0, imageId: new Float64Array(0), categoryId: new Float64Array(0), bbox: new Float64Array(0) }

/** Takes COCO's ground truth as it comes, and makes columns of it at the end. */
export const newTruth = (file: string): Streamed<TruthColumns> => {
  const images: Image[] = []
  const categories: Category[] = []
  const dense = new Set<number>()
  const [ids, imageId, categoryId, bbox, area] = [growing(), growing(), growing(), growing(), growing()]
  const [crowd, mark] = [growing(), growing()]
  const sieves = {
    images: newSieve([file, 'images'], ImageRecord, (i) => images.push(i)),
    categories: newSieve([file, 'categories'], CategoryRecord, (c) => categories.push(c)),
    annotations: newSieve([file, 'annotations'], AnnotationRecord, (a) => {
      ids.push(a.id ?? NaN)
      imageId.push(a.image_id)
      categoryId.push(a.category_id)
      for (const value of a.bbox) bbox.push(value)
      area.push(areaOf(a))
      crowd.push(isSet(a.iscrowd) ? 1 : 0)
      mark.push(markOf(a))
      if ('in_dense_image' in a && isSet(a.in_dense_image)) dense.add(a.image_id)
    }),
  }
  return {
    take: (key, first, records) => {
      if (isPart(key)) sieves[key].take(first, records)
    },
    done: ({ root, lists, values }) => {
      if (root !== 'object') return E.left([notGroundTruth(file, root === 'list' ? [] : values.get(''))])
      const keys = [...lists.keys(), ...values.keys()]
      const issues = parts.flatMap((key): readonly Issue[] => {
        if (lists.has(key)) {
          const wrong = sieves[key].issues()
          if (wrong.length > 0) return wrong
          const twice =
            key === 'images'
              ? unique((i: Image) => i.id)(images)
              : key === 'categories'
                ? unique((c: Category) => c.id)(categories)
                : distinct(ids.column())
          return E.isLeft(twice) ? twice.left.map(under(file, key)) : []
        }
        return [under(file, key)(values.has(key) ? notList(key, values.get(key)) : missing(key, keys))]
      })
      if (isNonEmpty(issues)) return E.left(issues)
      const areas = area.column()
      const all = {
        images,
        categories,
        count: areas.length,
        imageId: imageId.column(),
        categoryId: categoryId.column(),
        bbox: bbox.column(),
        area: areas,
        crowd: Uint8Array.from(crowd.column()),
        mark: Uint8Array.from(mark.column()),
        dense,
        regions: noBoxes,
      }
      return E.right(categories.some(holdsRegions) ? apart(all) : all)
    },
  }
}

/**
 * Reads COCO's ground truth record by record into columns: `images`, `annotations`, `categories`, and TinyPerson's marks. Other keys are let through.
 *
 * @returns an issue for each wrong key of the first 20 wrong records of a list, with index, key and value, then their count; for a list that is missing and an id used
 * twice, where pycocotools would silently take the last record; and those of text that is no JSON
 * @example readTruth('valid.json')
 */
export const readTruth = (file: string): TaskEither<NonEmptyArray<Issue>, TruthColumns> => streamed(file, () => newTruth(file))

/** Boxes of the category of regions are no targets, but regions, which VisDrone's protocol reads. */
const apart = (all: TruthColumns): TruthColumns => {
  const ids = new Set(all.categories.filter(holdsRegions).map(({ id }) => id))
  const numbers = Array.from({ length: all.count }, (_, row) => row)
  const isRegion = (row: number): boolean => ids.has(all.categoryId[row] ?? NaN)
  const boxes = (rows: readonly number[]): IdColumns => ({
    count: rows.length,
    imageId: Float64Array.from(rows, (row) => all.imageId[row] ?? NaN),
    categoryId: Float64Array.from(rows, (row) => all.categoryId[row] ?? NaN),
    bbox: Float64Array.from(rows.flatMap((row) => [...all.bbox.subarray(4 * row, 4 * row + 4)])),
  })
  const kept = numbers.filter((row) => !isRegion(row))
  return {
    ...all,
    ...boxes(kept),
    categories: all.categories.filter(({ id }) => !ids.has(id)),
    area: Float64Array.from(kept, (row) => all.area[row] ?? NaN),
    crowd: Uint8Array.from(kept, (row) => all.crowd[row] ?? 0),
    mark: Uint8Array.from(kept, (row) => all.mark[row] ?? PLAIN),
    regions: boxes(numbers.filter(isRegion)),
  }
}

const parts = ['images', 'categories', 'annotations'] as const
const isPart = (key: string): key is (typeof parts)[number] => parts.some((part) => part === key)

const notList = (key: string, value: unknown): Issue =>
  issue('json: not a list', `needs a list of ${key}`, 'write `[…]`, also around a single one', { evidence: [['value', show(value)]] })

/** As `unique`, of a million ids: files have them in order, and then nothing need be remembered. */
const distinct = (ids: Float64Array): E.Either<NonEmptyArray<Issue>, undefined> => {
  const known = ids.filter((id) => !Number.isNaN(id))
  if (known.every((id, i) => i === 0 || id > (known[i - 1] ?? 0))) return E.right(undefined)
  const sorted = known.slice().sort()
  const twice = sorted.find((id, i) => i > 0 && id === sorted[i - 1])
  if (twice === undefined) return E.right(undefined)
  const first = ids.indexOf(twice)
  return E.left([usedTwice(first, ids.indexOf(twice, first + 1), twice)])
}
