import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { Extent } from '../../../boxes/box.ts'
import type { AnnotatedImage, Category } from '../../dataset.ts'
import type { Reading } from '../../fault.ts'
import type { Files } from '../../files.ts'
import type { Place, Read } from '../format.ts'
import { type Ledger, newLedger } from '../ledger.ts'
import { isImageName } from '../../image-format.ts'
import { imageSize } from '../../image-size.ts'
import { inTurn } from '../../in-turn.ts'
import { openFiles } from '../../open-files.ts'
import { together } from '../sizes.ts'
import { chosenOf } from '../splits/chosen.ts'
import type { FindSplits, Piece } from '../splits/found.ts'
import { bySplit } from '../splits/read.ts'
import { textWithin } from '../text.ts'
import { type Folders, foldersOf, stemOf } from './folders.ts'
import { labelled, type Named } from './named.ts'
import { type LabelFiles, openLabels } from './open.ts'

/** What a file of annotations says of its image. */
export interface Described {
  /** The image file, where the annotations name it. */
  readonly file?: string
  readonly objects: readonly Named[]
  readonly size?: Extent
  /** Is there no telling what the file would say more? Its image is left out then, lest objects that are there count as background. */
  readonly broken?: true
}

/** What a parser knows beside the text. */
export interface Beside {
  /** The file, named in faults. */
  readonly source: string
  /** Of the image file, where it is there, can be read, and coordinates are parts of it. */
  readonly size: Extent | undefined
  readonly ledger: Ledger
}

/** A format of one file of annotations an image. */
export interface LabelFormat {
  /** Names of the folders of annotations and of images. */
  readonly folders: readonly [labels: readonly string[], images: readonly string[]]
  readonly suffix: '.txt' | '.xml'
  /** How image files are called where none is there. */
  readonly extension: string
  /** An image without a file of annotations has no objects; else it is no part of the data set. */
  readonly background: boolean
  /** Coordinates are parts of the image's size. */
  readonly normalised: boolean
  /** Is a file among the annotations none of them? */
  readonly besides?: (file: string) => boolean
  /** Splits that lists in a place tell. */
  readonly splits?: FindSplits
  readonly parse: (text: string, beside: Beside) => Described
  /** By what of a category the parser calls it. */
  readonly key: (category: Category) => string
  /** The classes, from the names that were met; those that are not listed are faults. */
  readonly classes: (
    place: Place,
    folders: Folders,
    met: () => Iterable<string>,
    ledger: Ledger,
  ) => Promise<E.Either<Issue, readonly Category[]>>
}

/** In bytes; the largest of VisDrone has 40 thousand. */
const longest = 64e6

interface Whole extends Described {
  readonly file: string
  readonly source: string
}

/** A reader of such a format. Files are read in the order of their names, and images numbered from 1 in that order. */
export const labelReader = (format: LabelFormat): Read => bySplit(format.splits, readPiece(format))

const readPiece =
  (format: LabelFormat) =>
  ({ place, names }: Piece): TE.TaskEither<Issue, Reading> =>
    pipe(
      TE.fromTask(() => foldersOf(...format.folders)(place)),
      TE.bindTo('folders'),
      TE.bind('labels', ({ folders }) => openLabels(folders.labels, (name) => name.endsWith(format.suffix))),
      TE.bind('pictures', ({ folders }) => TE.fromTask(picturesOf(folders.images))),
      TE.chain(({ folders, labels, pictures }) => readAll(format, place, names, folders, labels, pictures)),
    )

/** The image files, and their names by what they are called without an ending; neither where the folder is not there. */
const picturesOf = (folder: string) => async (): Promise<Pictures> => {
  const found = await pipe(
    openFiles(folder),
    TE.bindTo('files'),
    TE.bind('names', ({ files }) => files.list(isImageName)),
  )()
  if (E.isLeft(found)) return { files: undefined, byStem: new Map(), others: [] }
  const { files, names } = found.right
  const byStem = new Map<string, string>()
  for (const file of names) if (!byStem.has(stemOf(file))) byStem.set(stemOf(file), file)
  return { files, byStem, others: names.filter((file) => byStem.get(stemOf(file)) !== file) }
}

interface Pictures {
  readonly files: Files | undefined
  readonly byStem: ReadonlyMap<string, string>
  /** Those that differ in nothing but their ending from one of these. */
  readonly others: readonly string[]
}

const readAll =
  (
    format: LabelFormat,
    place: Place,
    names: Piece['names'],
    folders: Folders,
    { files: from, names: labels }: LabelFiles,
    { files: pictures, byStem: images, others }: Pictures,
  ): TE.TaskEither<Issue, Reading> =>
  async () => {
    const ledger = newLedger(place.path)
    const annotated = labels.filter((file) => format.besides?.(file) !== true || images.has(stemOf(file))).map(stemOf)
    const known = new Set(format.background ? [...annotated, ...images.keys()] : annotated)
    const chosen = names === undefined ? undefined : chosenOf(names, known, ledger)
    const isChosen = (stem: string): boolean => chosen?.has(stem) ?? true
    const stems = annotated.filter(isChosen)
    for (const file of others)
      if (isChosen(stemOf(file))) ledger.add('fatal', () => twoOfOne(format, folders, images.get(stemOf(file)) ?? '', file))
    const pictured = new Map([...images].filter(([stem]) => isChosen(stem)))
    const alone = unlabelled(format, folders, stems, pictured, ledger)
    if (known.size === 0) return E.left(nothing(format, folders))
    const files = new Set(images.values())
    const sizeOf = async (file: string): Promise<Extent | undefined> => {
      const size = pictures === undefined ? undefined : await imageSize(pictures)(file)()
      return size === undefined || E.isLeft(size) ? undefined : size.right
    }
    const read = async (stem: string): Promise<Whole> => {
      const source = join(folders.labels, `${stem}${format.suffix}`)
      const size = format.normalised ? await sizeOf(images.get(stem) ?? `${stem}${format.extension}`) : undefined
      const text = await textWithin(from, `${stem}${format.suffix}`, longest)()
      const found = E.isRight(text) ? format.parse(text.right, { source, size, ledger }) : unread(text.left, source, ledger)
      const named = found.file !== undefined && files.has(found.file) ? found.file : undefined
      const file = images.get(stem) ?? named ?? `${stem}${format.extension}`
      const known = found.size ?? size ?? (await sizeOf(file))
      const broken = found.broken === undefined ? {} : { broken: found.broken }
      return { objects: found.objects, file, source, ...broken, ...(known === undefined ? {} : { size: known }) }
    }
    const background = async (file: string): Promise<Whole> => {
      const size = await sizeOf(file)
      return { objects: [], file, source: join(folders.images, file), ...(size === undefined ? {} : { size }) }
    }
    const all = [...(await inTurn(together)(stems, read)), ...(await inTurn(together)(alone, background))]
      .filter(({ broken }) => broken === undefined)
      .sort((a, b) => (a.file < b.file ? -1 : 1))
    const met = (): Iterable<string> => all.flatMap(({ objects }) => objects.flatMap(({ name }) => (name === undefined ? [] : [name])))
    return pipe(
      await format.classes(place, folders, met, ledger),
      E.map((classes) => ({
        dataset: { folder: folders.images, classes, images: all.map((one, i) => imageOf(format, one, i, classes, ledger)) },
        faults: ledger.faults(),
      })),
    )
  }

const imageOf = (
  { key }: LabelFormat,
  { file, source, size, objects }: Whole,
  i: number,
  classes: readonly Category[],
  ledger: Ledger,
): AnnotatedImage => ({
  id: i + 1,
  file,
  ...(size === undefined ? {} : { size }),
  source,
  objects: labelled(classes, key, source, objects, ledger),
})

/** Images without a file of annotations, if they are a part of the data set. */
const unlabelled = (
  { background, suffix }: LabelFormat,
  { images: folder }: Folders,
  stems: readonly string[],
  images: ReadonlyMap<string, string>,
  ledger: Ledger,
): readonly string[] => {
  const known = new Set(stems)
  const alone = [...images].filter(([stem]) => !known.has(stem)).map(([, file]) => file)
  if (background) return alone
  for (const file of alone) {
    ledger.add('odd', () =>
      issue(
        'data: image without annotations',
        `each image has a file of annotations, but there is no ${stemOf(file)}${suffix}`,
        'it is left out',
        {
          path: [join(folder, file)],
        },
      ),
    )
  }
  return []
}

/** Nothing tells which of two pictures the boxes were drawn on. */
const twoOfOne = ({ suffix }: LabelFormat, { images }: Folders, first: string, file: string): Issue =>
  issue(
    'data: two images of one name',
    `${stemOf(file)}${suffix} is of one image, but ${first} and ${file} are there`,
    'rename or remove one of them; only the first is read',
    { path: [join(images, file)] },
  )

const unread = (told: Issue, source: string, ledger: Ledger): Described => {
  ledger.add('fatal', () => ({ ...told, path: [source] }))
  return { objects: [], broken: true }
}

const nothing = ({ suffix }: LabelFormat, { labels }: Folders): Issue =>
  issue('data: no annotations', `files of annotations end in ${suffix}, but there are none`, 'check the path and the format', {
    path: [labels],
  })
