import type { Comparison } from '../comparison.ts'
import { entry } from '../entry.ts'
import { type RowsByImage, bestByImage, rowsByImage } from './by-image.ts'
import { overlapOf } from './overlap.ts'

/** What TIDE says of a detection; `cut` is one beyond the limit of its image and class. */
export const judgements = ['cut', 'hit', 'Cls', 'Loc', 'Both', 'Dupe', 'Bkg'] as const
export type Judgement = (typeof judgements)[number]

/** What became of a target; `near` is one not found that a detection would have found in the right class, or better placed. */
export const fates = ['ignored', 'found', 'near', 'missed'] as const
export type Fate = (typeof fates)[number]

/** Every detection and target with its reason. */
export interface Judged {
  /** Of each detection, a position in `judgements`. */
  readonly judgement: Uint8Array
  /** 1 for a detection that matched nothing and lies in an ignored target of its class: it counts neither for nor against. */
  readonly forgiven: Uint8Array
  /** Of each detection, the target that it found or its judgement is about; -1 for none. */
  readonly target: Int32Array
  /** Of each target, a position in `fates`. */
  readonly fate: Uint8Array
  /** Of each target, the detection that found it or, where `near`, the best that would have; -1 for none. */
  readonly by: Int32Array
}

/** Where TIDE draws its lines: from `foreground` on a box is in place, up to `background` it is nowhere near. */
export interface TideOptions {
  readonly foreground: number
  readonly background: number
  /** How many detections an image and class may have, best scores first. */
  readonly most: number
}

/**
 * Names the error of every detection, as TIDE does (Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors", ECCV
 * 2020, section 2.2, in the order of tests of its released code). Detections of an image, best first, take the target of their class
 * that they overlap most, if free. One that finds none is, by the first that holds, with t_f = foreground and t_b = background:
 *
 *   Loc   IoU with a target of its class in [t_b, t_f]     Cls   IoU with one of another class ≥ t_f
 *   Dupe  IoU with a found target of its class ≥ t_f       Bkg   IoU with every target ≤ t_b             Both  anything else
 *
 * As in the released code, where two targets overlap a detection the free one counts. Differs from it: the limit is one of an image and
 * class, as in COCO's protocol, not of an image. Targets that are ignored, for whatever reason, forgive as its ignore regions do: more
 * than t_f of the detection in one of its class.
 */
export const judge = ({ images, categories, targets, found }: Comparison, { foreground, background, most }: TideOptions): Judged => {
  const of = {
    judgement: new Uint8Array(found.count),
    forgiven: new Uint8Array(found.count),
    target: new Int32Array(found.count).fill(-1),
    fate: targets.ignored.map((ignored) => fates.indexOf(ignored === 1 ? 'ignored' : 'missed')),
    by: new Int32Array(targets.count).fill(-1),
  }
  const best = bestByImage(found, images.length, categories.length, most)
  const there = rowsByImage(targets, images.length)
  for (let i = 0; i < images.length; i++) judgeImage(rowsOf(best, i), rowsOf(there, i))
  return of

  function judgeImage(detections: Int32Array, rows: Int32Array): void {
    const real = rows.filter((t) => targets.ignored[t] !== 1)
    const regions = rows.filter((t) => targets.ignored[t] === 1)
    const overlaps = detections.length * real.length > 0 ? table(detections, real) : new Float64Array(0)
    const overlap = (d: number, t: number): number => entry(overlaps, d * real.length + t)
    const same = (d: number, t: number): boolean => found.category[entry(detections, d)] === targets.category[entry(real, t)]
    const found_ = fates.indexOf('found')

    /** The first target of the largest overlap, among those that count. */
    const largest = (d: number, counts: (t: number) => boolean): readonly [target: number, overlap: number] => {
      let [at, value] = [-1, 0]
      for (let t = 0; t < real.length; t++) {
        if (!counts(t) || overlap(d, t) <= value) continue
        at = t
        value = overlap(d, t)
      }
      return [at, value]
    }
    const isFree = (t: number): boolean => of.fate[entry(real, t)] !== found_

    detections.forEach((row, d) => {
      const [t, value] = largest(d, (g) => same(d, g) && isFree(g))
      if (t < 0 || value < foreground) return
      of.judgement[row] = judgements.indexOf('hit')
      of.target[row] = entry(real, t)
      of.fate[entry(real, t)] = found_
      of.by[entry(real, t)] = row
    })
    detections.forEach((row, d) => {
      if (of.target[row] !== -1) return
      const inRegion = (t: number): boolean =>
        targets.category[t] === found.category[row] && overlapOf(found, row, targets, t, 'first') > foreground
      if (regions.some(inRegion)) of.forgiven[row] = 1
      const [judgement, target] = reason(d)
      of.judgement[row] = judgements.indexOf(judgement)
      if (target < 0) return
      const g = entry(real, target)
      of.target[row] = g
      if ((judgement !== 'Loc' && judgement !== 'Cls') || !isFree(target) || of.by[g] !== -1) return
      of.fate[g] = fates.indexOf('near')
      of.by[g] = row
    })

    function reason(d: number): readonly [Judgement, number] {
      const [own, ownValue] = largest(d, (t) => same(d, t))
      if (ownValue >= background && ownValue <= foreground) return ['Loc', own]
      const [other, otherValue] = largest(d, (t) => !same(d, t))
      if (otherValue >= foreground) return ['Cls', other]
      const [used, usedValue] = largest(d, (t) => same(d, t) && !isFree(t))
      if (usedValue >= foreground) return ['Dupe', used]
      return Math.max(ownValue, otherValue) <= background ? ['Bkg', -1] : ['Both', otherValue > ownValue ? other : own]
    }
  }

  function table(detections: Int32Array, real: Int32Array): Float64Array {
    const values = new Float64Array(detections.length * real.length)
    detections.forEach((d, i) => {
      real.forEach((t, j) => {
        values[i * real.length + j] = overlapOf(found, d, targets, t, 'union')
      })
    })
    return values
  }
}

const rowsOf = ({ start, row }: RowsByImage, image: number): Int32Array => row.subarray(entry(start, image), entry(start, image + 1))
