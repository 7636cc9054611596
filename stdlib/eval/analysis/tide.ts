import type { Comparison } from '../comparison.ts'
import { hits, meanPrecision } from '../curve.ts'
import { FALSE, TRUE } from '../match.ts'
import { rowsOf } from '../order.ts'
import type { Counted } from './by-image.ts'
import { type Judged, type Judgement, fates, judgements } from './judge.ts'

/** TIDE's six errors: class, localisation, both, duplicate, background, missed. */
export const mainErrors = ['Cls', 'Loc', 'Both', 'Dupe', 'Bkg', 'Miss'] as const
export type MainError = (typeof mainErrors)[number]

/** What mending every error of a kind would gain, in AP from 0 to 1, and how many there are. */
export interface TideError {
  readonly gain: number
  readonly count: number
}

export interface Tide {
  /** As TIDE computes it, at `foreground`; null without classes. */
  readonly ap: number | null
  readonly errors: Readonly<Record<MainError, TideError>>
  /** What is gained by no false positive, and by no missed target; both together with what the six say. */
  readonly special: Readonly<Record<'FalsePos' | 'FalseNeg', number>>
}

/**
 * TIDE's errors (Bolya et al., ECCV 2020): ΔAP = AP after mending all errors of one kind - AP, never below 0, at one threshold.
 *
 * A wrong class or place is mended by the best such detection of a target that nothing found becoming right; other detections of these
 * kinds, and all of the kinds Both, Dupe and Bkg, are taken away. Missed targets, those that no Cls or Loc would have found, are no longer
 * expected. FalsePos puts right detections first; FalseNeg expects no target that was not found.
 *
 * As in the released code (tidecv 1.0.1): AP over recalls 0, 1/100 … 1, mean over the classes that have a target or a detection, so that a
 * class without target counts as 0. Differs from it: equal scores keep their order when something is mended (there wrong ones go first, so
 * that AP changes by itself), and `judge` says how the limit and ignored targets differ.
 */
export const tide = (comparison: Comparison, { ranked }: Counted, judged: Judged): Tide => {
  const measure = (outcome: Outcome, expected: Expected, order: Int32Array = ranked): number | null =>
    meanAp(comparison, order, outcome, expected)
  const asIs = plain(comparison, judged)
  const expected = targetsPerClass(comparison, judged, () => true)
  const ap = measure(asIs, expected)
  const gain = (after: number | null): number => (after ?? 0) - (ap ?? 0)
  const missed = judged.fate.reduce((n, fate) => n + (fates[fate] === 'missed' ? 1 : 0), 0)
  const main = mainErrors.map((kind): readonly [MainError, TideError] => {
    const after =
      kind === 'Miss'
        ? measure(
            asIs,
            targetsPerClass(comparison, judged, (fate) => fate !== 'missed'),
          )
        : measure(mended(comparison, judged, kind), expected)
    const count = kind === 'Miss' ? missed : judged.judgement.reduce((n, j) => n + (judgements[j] === kind ? 1 : 0), 0)
    return [kind, { gain: Math.max(gain(after), 0), count }]
  })
  const found = targetsPerClass(comparison, judged, (fate) => fate === 'found')
  const rightFirst = Int32Array.from([...ranked.filter((d) => isHit(judged, d)), ...ranked.filter((d) => !isHit(judged, d))])
  return {
    ap,
    errors: record(main),
    special: { FalsePos: gain(measure(asIs, expected, rightFirst)), FalseNeg: gain(measure(asIs, found)) },
  }
}

const record = (rows: readonly (readonly [MainError, TideError])[]): Tide['errors'] => {
  const of = new Map(rows)
  const at = (kind: MainError): TideError => of.get(kind) ?? { gain: 0, count: 0 }
  return { Cls: at('Cls'), Loc: at('Loc'), Both: at('Both'), Dupe: at('Dupe'), Bkg: at('Bkg'), Miss: at('Miss') }
}

/** Of a detection: the class it counts in and whether it is right; undefined where it does not count. */
type Outcome = (d: number) => { readonly category: number; readonly right: boolean } | undefined
/** How many targets of each class are to be found. */
type Expected = Int32Array

const isHit = ({ judgement }: Judged, d: number): boolean => judgements[judgement[d] ?? 0] === 'hit'

const plain =
  ({ found }: Comparison, judged: Judged): Outcome =>
  (d) =>
    judged.forgiven[d] === 1 ? undefined : { category: found.category[d] ?? 0, right: isHit(judged, d) }

const mended = (comparison: Comparison, judged: Judged, kind: Judgement): Outcome => {
  const asIs = plain(comparison, judged)
  return (d) => {
    if (judgements[judged.judgement[d] ?? 0] !== kind) return asIs(d)
    const t = judged.target[d] ?? 0
    return t >= 0 && judged.by[t] === d ? { category: comparison.targets.category[t] ?? 0, right: true } : undefined
  }
}

const targetsPerClass = (
  { categories, targets }: Comparison,
  { fate }: Judged,
  counts: (fate: (typeof fates)[number]) => boolean,
): Expected => {
  const expected = new Int32Array(categories.length)
  fate.forEach((f, t) => {
    const what = fates[f] ?? 'ignored'
    const c = targets.category[t] ?? 0
    if (what !== 'ignored' && counts(what)) expected[c] = (expected[c] ?? 0) + 1
  })
  return expected
}

const LEVELS = Array.from({ length: 101 }, (_, i) => i / 100)

const meanAp = ({ categories }: Comparison, ranking: Int32Array, outcome: Outcome, expected: Expected): number | null => {
  const outcomes = categories.map((): number[] => [])
  for (const d of ranking) {
    const what = outcome(d)
    if (what !== undefined) outcomes[what.category]?.push(what.right ? TRUE : FALSE)
  }
  const aps = outcomes.flatMap((own, c): readonly number[] => {
    const positives = expected[c] ?? 0
    if (own.length + positives === 0) return []
    return [positives === 0 ? 0 : meanPrecision(LEVELS, hits(Uint8Array.from(own), rowsOf(own.length)).wrong, positives)]
  })
  return aps.length === 0 ? null : aps.reduce((a, b) => a + b, 0) / aps.length
}
