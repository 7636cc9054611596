import { posix } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { AnnotatedImage, Category, Dataset } from '../../dataset.ts'
import { leavesFolder, staysInside } from '../../folder.ts'
import { stemOf } from './folders.ts'

const clash = (image: AnnotatedImage, other: AnnotatedImage): Issue =>
  issue(
    'convert: one file for two images',
    `each image has a file of annotations, but ${JSON.stringify(image.file)} and ${JSON.stringify(other.file)} would share one`,
    'rename one of them; parts of an image are converted from the annotations of the whole',
    { path: [image.source] },
  )

/** The images by the name, without extension, of the file of annotations of each; an Issue where two share one, or one leaves the folder. */
export const byStem = ({ images }: Dataset): E.Either<Issue, ReadonlyMap<string, AnnotatedImage>> => {
  const found = new Map<string, { readonly stem: string; readonly image: AnnotatedImage }>()
  for (const image of images) {
    const stem = stemOf(posix.normalize(image.file))
    // Some file systems do not tell A from a.
    const key = stem.normalize('NFC').toLowerCase()
    const other = found.get(key)?.image
    if (other !== undefined) return E.left(clash(image, other))
    if (!staysInside(image.file)) return E.left(leavesFolder([image.source], image.file))
    if (image.corner !== undefined) return E.left(partOf(image))
    found.set(key, { stem, image })
  }
  return E.right(new Map([...found.values()].map(({ stem, image }) => [stem, image])))
}

const partOf = ({ file, source }: AnnotatedImage): Issue =>
  issue(
    'convert: part of an image',
    `this format knows whole images, but ${JSON.stringify(file)} is annotated as a part of one`,
    'convert the annotations of the whole images, or to coco',
    { path: [source] },
  )

/** An Issue for names that do not fit a line. */
export const namesFit = (classes: readonly Category[]): E.Either<Issue, undefined> => {
  const unfit = classes.find(({ name }) => /[\r\n\u2028\u2029\u0085]/.test(name) || name.trim() === '')
  return unfit === undefined
    ? E.right(undefined)
    : E.left(
        issue('convert: name of a class', `a name fits one line, but ${JSON.stringify(unfit.name)} does not`, 'rename the class', {
          path: ['categories', String(unfit.id)],
        }),
      )
}
