import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import { type Parts, writeNewFolder } from '../../../files/afresh.ts'
import type { AnnotatedImage, Annotation, Category, Dataset } from '../../dataset.ts'
import { cornersOf } from '../corners.ts'
import type { Write } from '../format.ts'
import { byStem, namesFit } from '../labels/written.ts'
import { count, type Loss, losses } from '../losses.ts'

/**
 * Writes a folder of DOTA: `labelTxt/NAME.txt` for each image, also an empty one, and `classes.txt`, where `readDota` finds the order of the classes. A box without corners
 * gets its own four, and what is ignored is difficult.
 *
 * A name's spaces become hyphens, as in DOTA's own names: its tools part a line at spaces. Lost are regions of no class, crowds as such, other attributes, and the
 * numbers of images and classes.
 *
 * @returns an Issue where two names become one, for two images that differ in nothing but their extension, and for parts of images
 */
export const writeDota: Write = (to) => (dataset) =>
  pipe(
    TE.fromEither(namesFit(dataset.classes)),
    TE.chainEitherK(() => joined(dataset.classes)),
    TE.bindTo('names'),
    TE.bind('stems', () => TE.fromEither(byStem(dataset))),
    TE.chain(({ names, stems }) =>
      pipe(
        writeNewFolder(to, folderOf(names, stems)),
        TE.map(() => ({
          files: stems.size + 1,
          images: stems.size,
          objects: dataset.images.reduce((n, { objects }) => n + count(objects, isTold), 0),
          losses: lost(dataset, names),
        })),
      ),
    ),
  )

const isTold = ({ label, box }: Annotation): boolean => label !== undefined && box.every(Number.isFinite)

/** Names without spaces. */
const joined = (classes: readonly Category[]): E.Either<Issue, readonly string[]> => {
  const names = classes.map(({ name }) => name.trim().replace(/\s+/g, '-'))
  const again = names.findIndex((name, i) => names.indexOf(name) !== i)
  const [a, b] = [classes[names.indexOf(names[again] ?? '')], classes[again]]
  return again < 0
    ? E.right(names)
    : E.left(
        issue(
          'convert: name of a class',
          `DOTA’s names have no spaces, and ${JSON.stringify(a?.name)} and ${JSON.stringify(b?.name)} would be one`,
          'rename one of them',
          { path: ['categories', String(b?.id)] },
        ),
      )
}

function* folderOf(names: readonly string[], stems: ReadonlyMap<string, AnnotatedImage>): Generator<readonly [string, Parts]> {
  yield ['classes.txt', names.map((name) => `${name}\n`)]
  for (const [stem, { objects }] of stems) yield [`labelTxt/${stem}.txt`, objects.filter(isTold).map((object) => line(names, object))]
}

const line = (names: readonly string[], { label, box, corners, ignored, attributes }: Annotation): string => {
  const told = attributes?.difficult ?? 0
  return `${(corners ?? cornersOf(box)).join(' ')} ${names[label ?? 0] ?? ''} ${ignored && told === 0 ? 1 : told}\n`
}

const lost = ({ classes, images }: Dataset, names: readonly string[]): readonly Loss[] => {
  const all = images.flatMap(({ objects }) => objects)
  const told = all.filter(isTold)
  const held = new Set(['area', 'difficult'])
  const others = (attributes: object): boolean => Object.keys(attributes).some((key) => !held.has(key))
  return losses([
    ['regions of no class left out', count(all, ({ label }) => label === undefined)],
    ['boxes that are no numbers left out', count(all, (object) => object.label !== undefined && !isTold(object))],
    ['crowds written as difficult objects', count(told, ({ crowd }) => crowd)],
    ['objects without attributes other than difficult', count(told, ({ attributes }) => attributes !== undefined && others(attributes))],
    ['objects without the area of their segment', count(told, ({ attributes }) => attributes?.area !== undefined)],
    ['names with hyphens in place of spaces', count(classes, ({ name }) => !names.includes(name))],
    ['classes with another number', count(classes, ({ id }) => classes[id - 1]?.id !== id)],
  ])
}
