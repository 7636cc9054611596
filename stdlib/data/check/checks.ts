import type { Issue } from '../../../dsl/core/issue.ts'
import type { Fault, Severity } from '../fault.ts'

/** What a check is worth, what training makes of what it finds, and what a corrected copy does about it. */
export interface Check {
  readonly severity: Severity
  /** `cut` and `left out` are counted by `samplesOf`; what is `kept` is counted where the data set is checked. */
  readonly training: 'refused' | 'left out' | 'cut' | 'kept'
  /** Nothing is done about what is odd: a copy of a clean data set is that data set. */
  readonly fix: string
}

const fatal = (fix: string): Check => ({ severity: 'fatal', training: 'refused', fix })
const leftOut: Check = { severity: 'wrong', training: 'left out', fix: 'the record is left out' }
const wrong = (fix: string): Check => ({ severity: 'wrong', training: 'kept', fix })
const odd: Check = { severity: 'odd', training: 'kept', fix: 'kept' }

/** Everything that is looked for in a data set, whatever its format; what a reader says of its own text comes beside it. */
export const checks = {
  // The lists.
  'no images': fatal('nothing is written'),
  'class taken twice': fatal('one of them has its objects and the other is left out'),
  'image number taken twice': fatal('the later one gets a number of its own'),
  'image listed twice': fatal('the first has the objects of both'),
  'unknown size': fatal('the image is left out'),
  'unknown class': fatal('the record is left out'),
  // The files. What is drawn elsewhere than where its boxes are cannot be put right without seeing it.
  'missing image': fatal('the image is left out'),
  'file outside its folder': fatal('the image is left out'),
  'unreadable image': fatal('the image is left out'),
  'another size than annotated': fatal('the image is left out'),
  'picture in two splits': wrong('the image is left out of training, or else of validation'),
  'picture twice in a split': wrong('the later one is left out'),
  'image is turned': odd,
  'image is damaged': odd,
  // The boxes.
  'box is no number': leftOut,
  'box of no size': leftOut,
  'box with swapped corners': leftOut,
  'box outside its image': leftOut,
  'box twice': wrong('the later one is left out'),
  'box across the border': { ...odd, training: 'cut' },
  'box below a pixel': odd,
  'box covers its image': odd,
  'box of two classes': odd,
  'corners beside the box': odd,
  'corners that cross': odd,
  'area beyond the box': odd,
  // The whole.
  'class without objects': odd,
  'image without objects': odd,
  'objects beyond 100': odd,
} as const satisfies Readonly<Record<string, Check>>

export type CheckName = keyof typeof checks

/** Where in a data set: an image by its position, and one of its objects by its position there; or a class. */
export interface Position {
  readonly image?: number
  readonly object?: number
  readonly label?: number
}

/** What a check found; `place` leads back to it, `issue` tells a person. */
export interface Finding {
  readonly check: CheckName
  readonly place: Position
  readonly issue: Issue
}

/** The code of issues of a check. @example codeOf('box twice') // => 'data: box twice' */
export const codeOf = (check: CheckName): string => `data: ${check}`

/** As a reader's faults are. */
export const faultOf = ({ check, issue }: Finding): Fault => ({ severity: checks[check].severity, issue })

/** Is what it finds fatal? */
export const isFatal = ({ check }: Pick<Finding, 'check'>): boolean => checks[check].severity === 'fatal'
