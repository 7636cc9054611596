import * as t from 'io-ts'
import { exact, exactWith, oneOf } from '../../dsl/core/exact.ts'
import { builtIn } from '../../stdlib/data/formats/classes.ts'
import { type FormatName, formatNames, isFormatName } from '../../stdlib/data/formats/names.ts'
import { ShapeName } from '../../stdlib/data/scenes/shapes.ts'
import { Examples, listOf, nullOr, Objects, only, pairOf, Pixels, Positive, Text, Whole } from './fields.ts'

const ClassList = listOf(exact({ id: Whole, name: Text }, 'class'), 'a list of classes, or a format that has one')

/** The list, or the name of a format that has one built in. */
export const Classes: t.Type<t.TypeOf<typeof ClassList>> = new t.Type(
  ClassList.name,
  (u): u is t.TypeOf<typeof ClassList> => ClassList.is(u),
  (u, c) => {
    const list = typeof u === 'string' && isFormatName(u) ? builtIn[u] : undefined
    return list === undefined ? ClassList.validate(u, c) : t.success(list)
  },
  t.identity,
)

const isFormat = (u: unknown): u is FormatName => typeof u === 'string' && isFormatName(u)
const Format = new t.Type<FormatName>(
  `one of ${formatNames.join(', ')}`,
  isFormat,
  (u, c) => (isFormat(u) ? t.success(u) : t.failure(u, c)),
  t.identity,
)

/** `split` is the name of a list, where the folder has all splits: `train` of `ImageSets/Main/train.txt` or of a data.yaml. */
const Split = exactWith({ path: Text, images: nullOr(Text) }, { split: Text }, 'split')

const Empty = t.keyof({ background: null, drop: null }, 'background or drop')

/** What training sees of ignored regions: their pixels (where left out), or their mean colour. Neither is learned as an object; points in them are background. */
const Ignored = t.keyof({ seen: null, erased: null }, 'seen or erased')

export const Data = oneOf(
  {
    /** A data set of any format: where each split is, and its images, null where they are beside it as the format has them. */
    files: exactWith({ kind: only('files'), format: Format, train: Split, valid: Split, empty: Empty }, { ignored: Ignored }, 'files'),
    coco: exactWith({ kind: only('coco'), folder: Text, train: Text, valid: Text, empty: Empty }, { ignored: Ignored }, 'coco'),
    scenes: exact(
      {
        kind: only('scenes'),
        size: Pixels,
        objects: pairOf(Objects, 'two whole numbers up to 100000'),
        sides: pairOf(Positive, 'two numbers'),
        shapes: listOf(ShapeName, 'shapes'),
        contrast: Positive,
        train: Examples,
        valid: Examples,
        seed: Whole,
      },
      'scenes',
    ),
  },
  'data',
)
