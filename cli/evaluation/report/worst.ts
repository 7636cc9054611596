import { fromScore } from '../../../stdlib/eval/analysis/by-image.ts'
import { confusionDefaults } from '../../../stdlib/eval/analysis/confusion.ts'
import { fates, judge, type Judgement, judgements, tideDefaults } from '../../../stdlib/eval/analysis/judge.ts'
import type { Analysis } from '../analyse.ts'

/** What a drawn box is: right, an object that was not found, or a false alarm by TIDE's kind. */
export type Kind = 'hit' | 'miss' | 'Cls' | 'Loc' | 'Both' | 'Dupe' | 'Bkg'
export const kinds: readonly Kind[] = ['hit', 'miss', 'Cls', 'Loc', 'Both', 'Dupe', 'Bkg']

/** A box of an image, [x, y, width, height] in its pixels. */
export interface Drawn {
  readonly kind: Kind
  readonly box: readonly [number, number, number, number]
  /** Position of the class. */
  readonly category: number
  /** Of a detection. */
  readonly score?: number
  /** Class of the object that a false alarm is about. */
  readonly about?: number
}

export interface WorstImage {
  /** Position in the comparison's list. */
  readonly image: number
  readonly misses: number
  readonly falseAlarms: number
  /** Those that matter most first: misses, false alarms by score, hits. */
  readonly boxes: readonly Drawn[]
}

/** From which score on detections are drawn and counted: that of the best F1. */
export const drawnFrom = ({ looked }: Analysis): number => looked?.best?.score ?? confusionDefaults.score

const isAlarm = (judgement: Judgement | undefined): judgement is Exclude<Kind, 'hit' | 'miss'> =>
  judgement !== undefined && judgement !== 'cut' && judgement !== 'hit'

/** The images with the most misses and false alarms together, worst first; none without a fault. Of equal ones the first of the list. */
export const worstImages = (a: Analysis, most: number): readonly WorstImage[] => {
  const { comparison } = a
  if (a.looked === undefined) throw new Error('internal: a page asks for reasons')
  const counted = fromScore(a.looked.counted, comparison.found.score, drawnFrom(a))
  const { judgement, forgiven, fate, target } = judge(comparison, counted, tideDefaults)
  const boxOf = (bbox: Float64Array, row: number): Drawn['box'] => [
    bbox[4 * row] ?? 0,
    bbox[4 * row + 1] ?? 0,
    bbox[4 * row + 2] ?? 0,
    bbox[4 * row + 3] ?? 0,
  ]
  const found = (d: number, kind: Kind): Drawn => {
    const about = kind === 'hit' ? undefined : comparison.targets.category[target[d] ?? -1]
    const { bbox, category, score } = comparison.found
    return { kind, box: boxOf(bbox, d), category: category[d] ?? 0, score: score[d] ?? 0, ...(about === undefined ? {} : { about }) }
  }
  const look = (image: number): WorstImage => {
    const misses = [...counted.targets(image)]
      .filter((t) => fates[fate[t] ?? 0] === 'missed' || fates[fate[t] ?? 0] === 'near')
      .map((t): Drawn => ({ kind: 'miss', box: boxOf(comparison.targets.bbox, t), category: comparison.targets.category[t] ?? 0 }))
    const rows = [...counted.found(image)].filter((d) => forgiven[d] !== 1)
    const alarms = rows.flatMap((d) => {
      const kind = judgements[judgement[d] ?? 0]
      return isAlarm(kind) ? [found(d, kind)] : []
    })
    const hits = rows.filter((d) => judgements[judgement[d] ?? 0] === 'hit').map((d) => found(d, 'hit'))
    return { image, misses: misses.length, falseAlarms: alarms.length, boxes: [...misses, ...alarms, ...hits] }
  }
  const faults = comparison.images.map((_, image) => look(image)).filter((w) => w.misses + w.falseAlarms > 0)
  return faults.sort((x, y) => y.misses + y.falseAlarms - x.misses - x.falseAlarms || x.image - y.image).slice(0, most)
}
