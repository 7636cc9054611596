import * as E from 'fp-ts/lib/Either.js'
import { issue } from '../../../../dsl/core/issue.ts'
import type { Attributes } from '../../dataset.ts'
import { builtIn } from '../classes.ts'
import type { Read } from '../format.ts'
import { type Line, linesOf, numeric, wrongLine } from '../labels/lines.ts'
import type { Named } from '../labels/named.ts'
import { type Beside, labelReader } from '../labels/read.ts'

const classes = [...(builtIn.visdrone ?? []), { id: 11, name: 'others' }]
const names = new Map(classes.map(({ id, name }) => [id, name]))

/**
 * The objects of a VisDrone DET file: `left, top, width, height, score, category, truncation, occlusion` a line, in pixels. Score 0 and category
 * 0, a region of no class, are ignored; such a region is a crowd, as many detections may lie in it.
 */
export const parseVisdrone = (text: string, { source, ledger }: Beside): { readonly objects: readonly Named[] } => ({
  objects: linesOf(text).flatMap((line) => {
    const fields = line.text.split(',', 10).map((field) => field.trim())
    if (fields.length === 9 && fields[8] === '') ledger.add('odd', () => trailing(source, line))
    const [left, top, width, height, score, category, truncation, occlusion] = fields.slice(0, 8).map(numeric)
    if (
      (fields.length !== 8 && !(fields.length === 9 && fields[8] === '')) ||
      left === undefined ||
      top === undefined ||
      width === undefined ||
      height === undefined ||
      score === undefined ||
      category === undefined
    ) {
      ledger.add('fatal', () =>
        wrongLine(source, line, 'left,top,width,height,score,category,truncation,occlusion', 'mend or remove the line'),
      )
      return []
    }
    const name = names.get(category)
    if (name === undefined && category !== 0) {
      ledger.add('fatal', () => wrongLine(source, line, 'a category from 0 to 11', 'mend or remove the line'))
      return []
    }
    if (score !== 0 && score !== 1)
      ledger.add('odd', () => wrongLine(source, line, 'a score of 0 (ignored) or 1', 'is this a file of detections?'))
    const attributes: Attributes = {
      ...(truncation === undefined ? {} : { truncation }),
      ...(occlusion === undefined ? {} : { occlusion }),
    }
    return [
      {
        name,
        box: [left, top, left + width, top + height] as const,
        crowd: category === 0,
        ignored: category === 0 || score === 0,
        ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
        record: line.at,
      },
    ]
  }),
})

const trailing = (source: string, { at, text }: Line) =>
  issue('data: trailing comma', `a line has eight fields, but ${JSON.stringify(text.slice(0, 120))} ends in a comma`, 'nothing to do', {
    path: [source, String(at)],
  })

/**
 * Reads a folder of VisDrone DET, `annotations` and `images`. Sizes come from the image files.
 *
 * Classes are the categories 1 to 10 and `others`, 11, which the official evaluation does not measure.
 *
 * @example readVisdrone({ path: 'VisDrone2019-DET-val' })
 */
export const readVisdrone: Read = labelReader({
  folders: [['annotations'], ['images']],
  suffix: '.txt',
  extension: '.jpg',
  background: false,
  normalised: false,
  parse: parseVisdrone,
  key: ({ name }) => name,
  classes: () => Promise.resolve(E.right(classes)),
})
