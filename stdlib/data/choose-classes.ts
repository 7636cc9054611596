import * as E from 'fp-ts/lib/Either.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { unknownClass } from './unknown-class.ts'
import type { Dataset } from './dataset.ts'

/** A data set of some of its classes, and how many objects of others were left out. */
export interface Chosen {
  readonly dataset: Dataset
  readonly others: number
}

/**
 * Keeps these classes, in this order; regions of no class stay.
 *
 * @returns an Issue for a class that is not there
 */
export const chooseClasses =
  (names: readonly string[]) =>
  (dataset: Dataset): E.Either<Issue, Chosen> => {
    const unknown = names.find((name) => !dataset.classes.some((c) => c.name === name))
    if (unknown !== undefined)
      return E.left(
        unknownClass(
          unknown,
          dataset.classes.map(({ name }) => name),
        ),
      )
    const wanted = [...new Set(names)]
    const position = new Map(wanted.map((name, i) => [name, i]))
    const moved = dataset.classes.map(({ name }) => position.get(name))
    const images = dataset.images.map((image) => ({
      ...image,
      objects: image.objects.flatMap((object) => {
        const label = object.label === undefined ? undefined : moved[object.label]
        return object.label !== undefined && label === undefined ? [] : [{ ...object, label }]
      }),
    }))
    const count = (all: Dataset['images']): number => all.reduce((n, { objects }) => n + objects.length, 0)
    const classes = wanted.flatMap((name) => dataset.classes.filter((c) => c.name === name))
    return E.right({ dataset: { ...dataset, classes, images }, others: count(dataset.images) - count(images) })
  }
