import * as E from 'fp-ts/lib/Either.js'
import { issue } from '../../../../dsl/core/issue.ts'
import type { Extent } from '../../../boxes/box.ts'
import type { Attributes } from '../../dataset.ts'
import { builtIn, openClasses } from '../classes.ts'
import type { Read } from '../format.ts'
import { numeric } from '../labels/lines.ts'
import type { Named } from '../labels/named.ts'
import { type Beside, type Described, labelReader } from '../labels/read.ts'
import { imageSets } from '../splits/image-sets.ts'
import { type Element, parseXml } from './xml.ts'

const child = (e: Element | undefined, name: string): Element | undefined => e?.children.find((c) => c.name === name)
const numberIn = (e: Element | undefined, name: string): number | undefined => numeric(child(e, name)?.text)

/**
 * The objects of a Pascal VOC annotation. Its coordinates are pixels counted from 1, both ends included: in continuous pixels the box is
 * [xmin - 1, ymin - 1, xmax, ymax], as in detectron2. Tools that count from 0 are told by a coordinate below 1. What is difficult is ignored.
 */
export const parseVoc = (text: string, { source, ledger }: Beside): Described => {
  const { root, fault } = parseXml(text)
  if (fault !== undefined)
    ledger.add('fatal', () =>
      issue('data: no XML', fault.message, 'write the file anew: its image is left out, as what comes after this cannot be read', {
        path: [source, String(fault.line)],
      }),
    )
  if (root !== undefined && root.name !== 'annotation') {
    ledger.add('fatal', () => wrong(source, root, 'the outermost element', 'annotation', root.name))
    return { objects: [], broken: true }
  }
  const elements = root?.children.filter(({ name }) => name === 'object') ?? []
  const objects = elements.flatMap((e) => object(e, { source, ledger }))
  const size = sizeIn(child(root, 'size'))
  const file = child(root, 'filename')?.text
  const named = file === undefined || file === '' ? {} : { file }
  return { objects, ...(size === undefined ? {} : { size }), ...named, ...(fault === undefined ? {} : { broken: true }) }
}

const sizeIn = (e: Element | undefined): Extent | undefined => {
  const [width, height] = [numberIn(e, 'width'), numberIn(e, 'height')]
  const isSide = (side: number | undefined): side is number => Number.isSafeInteger(side) && Number(side) >= 1
  return isSide(width) && isSide(height) ? { width, height } : undefined
}

const object = (e: Element, { source, ledger }: Pick<Beside, 'source' | 'ledger'>): readonly Named[] => {
  const name = child(e, 'name')?.text
  const bounds = child(e, 'bndbox')
  const [x1, y1, x2, y2] = ['xmin', 'ymin', 'xmax', 'ymax'].map((key) => numberIn(bounds, key))
  if (name === undefined || name === '') {
    ledger.add('fatal', () => wrong(source, e, 'name', 'a class', name))
    return []
  }
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) {
    const said = bounds?.children
      .map((c) => `${c.name} ${c.text.slice(0, 30)}`)
      .slice(0, 6)
      .join(', ')
    ledger.add('fatal', () => wrong(source, e, 'bndbox', 'xmin, ymin, xmax, ymax', said))
    return []
  }
  if (x1 < 1 || y1 < 1) ledger.add('odd', () => wrong(source, e, 'xmin and ymin', '1 or more: pixels count from 1', `${x1}, ${y1}`))
  const given = attributes(e)
  return [
    {
      name,
      box: [x1 - 1, y1 - 1, x2, y2],
      crowd: false,
      ignored: given.difficult !== undefined && given.difficult !== 0,
      ...(Object.keys(given).length === 0 ? {} : { attributes: given }),
      record: e.line,
    },
  ]
}

const attributes = (e: Element): Attributes => {
  const [difficult, truncation, occlusion] = [numberIn(e, 'difficult'), numberIn(e, 'truncated'), numberIn(e, 'occluded')]
  return {
    ...(difficult === undefined ? {} : { difficult }),
    ...(truncation === undefined ? {} : { truncation }),
    ...(occlusion === undefined ? {} : { occlusion }),
  }
}

const wrong = (source: string, { line }: Element, what: string, wanted: string, found: string | undefined) =>
  issue(
    'data: wrong value',
    `${what} should be ${wanted}, but is ${found === undefined || found === '' ? 'missing' : found.slice(0, 120)}`,
    'mend the object',
    {
      path: [source, String(line)],
    },
  )

const folders = [
  ['Annotations', 'annotations'],
  ['JPEGImages', 'images', 'Images'],
] as const

/** The splits of a folder of Pascal VOC. */
export const vocSplits = imageSets(folders, '.xml')

/**
 * Reads a folder of Pascal VOC, `Annotations` and `JPEGImages`. Classes are VOC's and others that are met; where none of VOC's is met, the others
 * alone.
 *
 * @example readVoc({ path: 'VOCdevkit/VOC2007' })
 */
export const readVoc: Read = labelReader({
  folders,
  splits: vocSplits,
  suffix: '.xml',
  extension: '.jpg',
  background: false,
  normalised: false,
  parse: parseVoc,
  key: ({ name }) => name,
  classes: ({ classes }, _, met) => Promise.resolve(E.right(classes ?? openClasses(builtIn.voc ?? [], met()))),
})
