import type { Category, Dataset } from './dataset.ts'

/** Every class of any, once, by name: with its first number where this is free, else with the next. */
const union = (all: readonly Dataset[]): readonly Category[] => {
  const named = new Map<string, Category>()
  const taken = new Set<number>()
  let next = 1 + all.reduce((most, { classes }) => classes.reduce((m, { id }) => Math.max(m, id), most), 0)
  for (const { id, name } of all.flatMap(({ classes }) => classes)) {
    if (named.has(name)) continue
    const own = taken.has(id) ? next++ : id
    taken.add(own)
    named.set(name, { id: own, name })
  }
  return [...named.values()]
}

const relabelled =
  (classes: readonly Category[]) =>
  (dataset: Dataset): Dataset => {
    const isSame =
      dataset.classes.length === classes.length &&
      classes.every(({ id, name }, i) => dataset.classes[i]?.id === id && dataset.classes[i].name === name)
    if (isSame) return dataset
    const positions = new Map(classes.map(({ name }, i) => [name, i]))
    const labels = dataset.classes.map(({ name }) => positions.get(name))
    const images = dataset.images.map((image) => ({
      ...image,
      objects: image.objects.map((object) => ({ ...object, label: object.label === undefined ? undefined : labels[object.label] })),
    }))
    return { ...dataset, classes, images }
  }

/**
 * The splits of a data set with one list of classes: a format whose files name classes one by one has in each split those that are met there.
 *
 * @example sameClasses([{ folder: '', classes: [{ id: 1, name: 'a' }], images: [] }, { folder: '', classes: [{ id: 1, name: 'b' }], images: [] }])
 * // both with [{ id: 1, name: 'a' }, { id: 2, name: 'b' }]
 */
export const sameClasses = (all: readonly Dataset[]): readonly Dataset[] => all.map(relabelled(union(all)))
