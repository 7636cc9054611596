import type { Comparison } from '../comparison.ts'
import { overlapOf } from '../overlap.ts'
import type { Counted } from './by-image.ts'

/** What TIDE says of a detection; `cut` is one that the protocol does not look at. */
export const judgements = ['cut', 'hit', 'Cls', 'Loc', 'Both', 'Dupe', 'Bkg'] as const
export type Judgement = (typeof judgements)[number]

/** What became of a target; `near` is one not found that a detection would have found in the right class, or better placed. */
export const fates = ['ignored', 'found', 'near', 'missed'] as const

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
}

/** The released code's settings. */
export const tideDefaults: TideOptions = { foreground: 0.5, background: 0.1 }

/**
 * Names the error of every detection, as TIDE does (Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors", ECCV
 * 2020, section 2.2, in the order of tests of its released code). Detections of an image, best first, take the free target of their class
 * that they overlap most. One that finds none is, by the first that holds, with t_f = foreground and t_b = background:
 *
 *   Loc   IoU with a target of its class in [t_b, t_f]     Cls   IoU with one of another class ≥ t_f
 *   Dupe  IoU with a found target of its class ≥ t_f       Bkg   IoU with every target ≤ t_b             Both  anything else
 *
 * Differs from the released code: the limit on detections is the protocol's, where there it is one of an image. Targets that are ignored, for
 * whatever reason, forgive as its ignore regions do: where more than t_f of the detection lies in one of its class.
 *
 * @example judge(comparison, counted(coco)(comparison), tideDefaults).judgement
 */
export const judge = (comparison: Comparison, counted: Counted, options: TideOptions): Judged => {
  const { images, targets, found } = comparison
  const judged = {
    judgement: new Uint8Array(found.count),
    forgiven: new Uint8Array(found.count),
    target: new Int32Array(found.count).fill(-1),
    fate: new Uint8Array(targets.count),
    by: new Int32Array(targets.count).fill(-1),
  }
  for (let image = 0; image < images.length; image++) judgeImage(comparison, counted, image, options, judged)
  return judged
}

const HIT = judgements.indexOf('hit')
const FOUND = fates.indexOf('found')
const NEAR = fates.indexOf('near')
const MISSED = fates.indexOf('missed')

/** Fills in the rows of one image. */
const judgeImage = (
  { targets, found }: Comparison,
  counted: Counted,
  image: number,
  { foreground, background }: TideOptions,
  into: Judged,
): void => {
  const detections = counted.found(image)
  const rows = counted.targets(image)
  const real = rows.filter((t) => targets.ignored[t] !== 1)
  const regions = rows.filter((t) => targets.ignored[t] === 1)
  const overlaps = new Float64Array(detections.length * real.length)
  detections.forEach((d, i) => {
    real.forEach((t, j) => {
      overlaps[i * real.length + j] = overlapOf(found, d, targets, t, false)
    })
  })
  for (const t of real) into.fate[t] = MISSED

  const isFree = (t: number): boolean => into.fate[t] !== FOUND
  /** The first of the counting targets that detection i overlaps most, -1 for none. */
  const closest = (i: number, counts: (t: number) => boolean): readonly [target: number, overlap: number] => {
    let at = -1
    let most = 0
    for (let j = 0; j < real.length; j++) {
      const overlap = overlaps[i * real.length + j] ?? 0
      if (overlap <= most || !counts(real[j] ?? 0)) continue
      at = real[j] ?? 0
      most = overlap
    }
    return [at, most]
  }
  const reason = (i: number, d: number): readonly [Judgement, target: number] => {
    const isOwn = (t: number): boolean => targets.category[t] === found.category[d]
    const [own, overlap] = closest(i, isOwn)
    if (overlap >= background && overlap <= foreground) return ['Loc', own]
    const [other, otherOverlap] = closest(i, (t) => !isOwn(t))
    if (otherOverlap >= foreground) return ['Cls', other]
    const [used, usedOverlap] = closest(i, (t) => isOwn(t) && !isFree(t))
    if (usedOverlap >= foreground) return ['Dupe', used]
    return Math.max(overlap, otherOverlap) <= background ? ['Bkg', -1] : ['Both', otherOverlap > overlap ? other : own]
  }

  detections.forEach((d, i) => {
    const [t, overlap] = closest(i, (g) => targets.category[g] === found.category[d] && isFree(g))
    if (t < 0 || overlap < foreground) return
    into.judgement[d] = HIT
    into.target[d] = t
    into.fate[t] = FOUND
    into.by[t] = d
  })
  detections.forEach((d, i) => {
    if (into.judgement[d] === HIT) return
    const forgives = (t: number): boolean => targets.category[t] === found.category[d] && overlapOf(found, d, targets, t, true) > foreground
    if (regions.some(forgives)) into.forgiven[d] = 1
    const [judgement, t] = reason(i, d)
    into.judgement[d] = judgements.indexOf(judgement)
    into.target[d] = t
    if ((judgement !== 'Loc' && judgement !== 'Cls') || into.fate[t] !== MISSED) return
    into.fate[t] = NEAR
    into.by[t] = d
  })
}
