import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { brief } from '../../../../dsl/core/brief.ts'
import { issue } from '../../../../dsl/core/issue.ts'
import type { Category } from '../../dataset.ts'
import type { Fault, Reading } from '../../fault.ts'
import { builtIn } from '../classes.ts'
import type { Read } from '../format.ts'
import { cocoReader } from './read.ts'

/** Categories of another name than the benchmark's: results would not compare. */
const strangers = (file: string, benchmark: 'aitod' | 'tinyperson', { dataset }: Reading): readonly Fault[] => {
  const known = (builtIn[benchmark] ?? []).map(({ name }) => name)
  return dataset.classes
    .filter(({ name }) => !known.includes(name))
    .map(({ name }) => ({
      severity: 'odd' as const,
      issue: issue('data: another class', `${brief(120)(name)} is no class of ${benchmark}`, `its classes are ${known.join(', ')}`, {
        path: [file, 'categories'],
      }),
    }))
}

const withStrangers =
  (benchmark: 'aitod' | 'tinyperson', read: Read): Read =>
  (place) =>
    pipe(
      read(place),
      TE.map((reading) => ({ dataset: reading.dataset, faults: [...reading.faults, ...strangers(place.path, benchmark, reading)] })),
    )

/** Reads AI-TOD's JSON: COCO's, of which its evaluation overwrites `ignore` by `iscrowd`. @example readAitod({ path: 'aitod_val.json' }) */
export const readAitod: Read = withStrangers('aitod', cocoReader('crowds'))

/**
 * Reads TinyPerson's JSON: COCO's with `ignore`, `uncertain` and `logo`, which all are ignored (its benchmark erases all three), `in_dense_image`,
 * and `corner` of images that are parts of larger ones. Boxes are in pixels of the part.
 *
 * @example readTinyperson({ path: 'tiny_set_train.json', images: 'tiny_set/train' })
 */
export const readTinyperson: Read = withStrangers('tinyperson', cocoReader('uncertain'))

/** SeaPerson, or TinyPerson V2: the same keys, and the classes of the file. */
export const readSeaperson: Read = cocoReader('uncertain')

/** A task of TinyPerson: its one class, and the names of the persons that are of it; others are ignored (TinyPerson_annotation.md, 2.4). */
interface Task {
  readonly of: Category
  readonly persons: readonly string[]
}

/** TinyPerson's tasks by the format that stands for each. */
export const tasks = {
  'tinyperson-all': { of: { id: 1, name: 'person' }, persons: ['sea_person', 'earth_person'] },
  'tinyperson-sea': { of: { id: 1, name: 'sea_person' }, persons: ['sea_person'] },
  'tinyperson-earth': { of: { id: 2, name: 'earth_person' }, persons: ['earth_person'] },
} as const satisfies Readonly<Record<string, Task>>

/** Reads TinyPerson for one of its tasks. @example readTask('tinyperson-sea')({ path: 'tiny_set_train.json' }) */
export const readTask =
  (task: keyof typeof tasks): Read =>
  (place) => {
    const { of, persons }: Task = tasks[task]
    return pipe(
      readTinyperson(place),
      TE.map(({ dataset, faults }) => {
        const isOf = dataset.classes.map(({ name }) => persons.includes(name))
        const images = dataset.images.map((image) => ({
          ...image,
          objects: image.objects.map((object) =>
            object.label === undefined ? object : { ...object, label: 0, ignored: object.ignored || isOf[object.label] !== true },
          ),
        }))
        return { dataset: { ...dataset, classes: [of], images }, faults }
      }),
    )
  }
