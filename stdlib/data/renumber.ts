import type { Category, Dataset } from './dataset.ts'

/**
 * The data set with its classes numbered as in a list that knows them by name. Others come after, under negative numbers, which no list has.
 *
 * @param lacking whether classes that the data set lacks are listed, as classes without objects
 * @example renumbered([{ id: 7, name: 'ship' }], false)({ folder: '', classes: [{ id: 1, name: 'ship' }], images: [] }).classes // => [{ id: 7, name: 'ship' }]
 */
export const renumbered =
  (list: readonly Category[], lacking: boolean) =>
  (dataset: Dataset): Dataset => {
    const named = new Map(dataset.classes.map(({ name }) => [name, true]))
    const first = list.filter(({ name }) => lacking || named.has(name))
    const known = new Map(first.map(({ name }, i) => [name, i]))
    const others = dataset.classes.filter(({ name }) => !known.has(name)).map(({ name }, i) => ({ id: -1 - i, name }))
    const classes = [...first, ...others]
    const positions = new Map(classes.map(({ name }, i) => [name, i]))
    const moved = dataset.classes.map(({ name }) => positions.get(name))
    return {
      ...dataset,
      classes,
      images: dataset.images.map((image) => ({
        ...image,
        objects: image.objects.map((object) => ({ ...object, label: object.label === undefined ? undefined : moved[object.label] })),
      })),
    }
  }
