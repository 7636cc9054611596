import { readdir } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { isFolder } from '../../../files/is-folder.ts'
import { isImageName } from '../../image-format.ts'
import type { Place } from '../format.ts'

/** The folders of a data set with a file of annotations an image. */
export interface Folders {
  readonly labels: string
  /** It need not be there. */
  readonly images: string
}

const firstFolder = async (all: readonly string[]): Promise<string | undefined> => {
  for (const folder of all) if (await isFolder(folder)) return folder
  return undefined
}

/** `labels/train` of `a/labels/train` becomes `images/train`, as the YOLOs have it. */
const mirrored = (labels: string, own: readonly string[], images: string): readonly string[] => {
  const parts = resolve(labels).split(sep)
  const at = parts.findLastIndex((part) => own.includes(part))
  return at < 0 ? [] : [[...parts.slice(0, at), images, ...parts.slice(at + 1)].join(sep)]
}

/** Do images lie among the annotations? */
const holdsImages = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    (names) => names.some(isImageName),
    () => false,
  )

/**
 * Where a data set's files are: annotations in a folder called one of `labels` inside the place, else in the place itself; images among the annotations
 * where there are any, else in a folder called one of `images` beside or above that.
 */
export const foldersOf =
  (labels: readonly string[], images: readonly string[]) =>
  async ({ path, images: given }: Place): Promise<Folders> => {
    const found = (await firstFolder(labels.map((name) => join(path, name)))) ?? path
    const beside = images.flatMap((name) => [...mirrored(found, labels, name), join(dirname(resolve(found)), name), join(found, name)])
    const near = given ?? ((await holdsImages(found)) ? found : await firstFolder(beside))
    return { labels: found, images: near ?? (found === path ? found : (beside[0] ?? found)) }
  }

/** A file's path without its extension. @example stemOf('a/b.c.png') // => 'a/b.c' */
export const stemOf = (file: string): string => file.slice(0, file.length - (/\.[^./]*$/.exec(file)?.[0].length ?? 0))
