import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Category, Corners } from '../../dataset.ts'
import { builtIn, openClasses } from '../classes.ts'
import { around } from '../corners.ts'
import type { Read } from '../format.ts'
import { linesOf, numeric, wrongLine } from '../labels/lines.ts'
import type { Named } from '../labels/named.ts'
import { type Beside, labelReader } from '../labels/read.ts'
import { imageSets, isAmongLists } from '../splits/image-sets.ts'
import { annotationText } from '../text.ts'

/** Lines such as `imagesource:GoogleEarth`, `gsd:0.14` and `acquisition dates:2017-01-01` that stand before the objects. */
const header = /^[a-z][a-z _-]*:/i

/**
 * The objects of a `labelTxt` file: `x1 y1 x2 y2 x3 y3 x4 y4 category difficult` a line, in pixels, after optional header lines. The category may
 * hold spaces, and `difficult` may be missing. What is difficult is ignored, as in DOTA's evaluation.
 */
export const parseDota = (text: string, { source, ledger }: Beside): { readonly objects: readonly Named[] } => ({
  objects: linesOf(text).flatMap((line) => {
    if (header.test(line.text)) return []
    const fields = line.text.split(/[ \t]+/, 200)
    const [x1, y1, x2, y2, x3, y3, x4, y4] = fields.slice(0, 8).map(numeric)
    const last = fields.length > 9 ? numeric(fields.at(-1)) : undefined
    const name = fields.slice(8, last === undefined ? undefined : -1).join(' ')
    if (
      name === '' ||
      x1 === undefined ||
      y1 === undefined ||
      x2 === undefined ||
      y2 === undefined ||
      x3 === undefined ||
      y3 === undefined ||
      x4 === undefined ||
      y4 === undefined
    ) {
      ledger.add('fatal', () => wrongLine(source, line, 'x1 y1 x2 y2 x3 y3 x4 y4 category difficult', 'mend or remove the line'))
      return []
    }
    const corners: Corners = [x1, y1, x2, y2, x3, y3, x4, y4]
    return [
      {
        name,
        box: around(corners),
        corners,
        crowd: false,
        ignored: last !== undefined && last !== 0,
        ...(last === undefined ? {} : { attributes: { difficult: last } }),
        record: line.at,
      },
    ]
  }),
})

/** Names of `classes.txt` beside the folder of annotations, one a line; undefined where there is none. */
const listedBeside = async (labels: string): Promise<readonly Category[] | undefined> =>
  pipe(
    await annotationText(join(labels, '..', 'classes.txt'), 1e6)(),
    E.match(
      () => undefined,
      (text) => [...new Set(linesOf(text).map((line) => line.text))].map((name, i) => ({ id: i + 1, name })),
    ),
  )

const folders = [['labelTxt', 'labelTxt-v1.0', 'labelTxt-v1.5', 'labelTxt-v2.0'], ['images']] as const

/** The splits of a folder of DOTA. */
export const dotaSplits = imageSets(folders, '.txt')

const dotaReader = (list: readonly Category[] | undefined): Read =>
  labelReader({
    folders,
    splits: dotaSplits,
    suffix: '.txt',
    extension: '.png',
    background: false,
    normalised: false,
    besides: (file) => file === 'classes.txt' || isAmongLists(file),
    parse: parseDota,
    key: ({ name }) => name,
    classes: async ({ classes }, { labels }, met) =>
      E.right(classes ?? list ?? (await listedBeside(labels)) ?? openClasses(builtIn['dota-v2'] ?? [], met())),
  })

/**
 * Reads a folder of DOTA, `labelTxt` and `images`, or of anything in its format. Corners are kept, and the box is the smallest horizontal one around them.
 * Sizes come from the image files. Classes are those of `classes.txt` beside `labelTxt`, else those of DOTA v2.0 and others that are met.
 *
 * @example readDota({ path: 'DOTA/val' })
 */
export const readDota: Read = dotaReader(undefined)

/** With the classes of a version; others are faults. */
export const readDotaVersion = {
  'dota-v1': dotaReader(builtIn['dota-v1']),
  'dota-v1.5': dotaReader(builtIn['dota-v1.5']),
  'dota-v2': dotaReader(builtIn['dota-v2']),
} as const
