import { amount } from '../../dsl/core/amount.ts'
import { metricsOf } from '../../stdlib/eval/metrics.ts'
import { curveThreshold } from '../../stdlib/eval/analysis/pr-curves.ts'
import { rate } from '../../stdlib/eval/analysis/confusion.ts'
import { tideDefaults } from '../../stdlib/eval/analysis/judge.ts'
import { mainErrors } from '../../stdlib/eval/analysis/tide.ts'
import type { Analysis } from './analyse.ts'
import { wrap } from '../draw.ts'
import { columns, fraction, shortened, signed } from './columns.ts'

/** What TIDE's names mean. */
export const meanings = {
  Cls: 'in place, of another class',
  Loc: 'of the class, badly placed',
  Both: 'badly placed, of another class',
  Dupe: 'a second one of a found object',
  Bkg: 'on nothing',
  Miss: 'objects that nothing is near',
  FalsePos: 'all false alarms together',
  FalseNeg: 'all objects that were not found',
} as const

const percent = (level: number): string => `${Number((100 * level).toFixed(1))} %`

/** Everything that was asked for beside the metrics, as text at most `paper` columns wide. */
export const sections = (a: Analysis, paper: number): readonly string[] =>
  [intervalSection, classSection, errorSection, confusionSection, calibrationSection]
    .map((section) => section(a, paper))
    .filter((parts) => parts.length > 0)
    .map(([title = '', ...rest]) => `${[wrap(title, paper, 2).join('\n'), ...rest].join('\n\n')}\n`)

const intervalSection = ({ intervals, comparison }: Analysis, paper: number): readonly string[] => {
  if (intervals === undefined) return []
  const { level, replicates, seed, estimates } = intervals
  const rows = estimates
    .filter(({ category }) => category === undefined)
    .map((e) => [e.metric, fraction(e.value), fraction(e.low), fraction(e.high)])
  return [
    `${percent(level)} intervals over ${amount(comparison.images.length, 'image')} (${replicates} resamplings, seed ${seed})`,
    columns(['', '', 'from', 'to'], rows, paper),
  ]
}

const classSection = ({ classes, protocol, intervals, comparison }: Analysis, paper: number): readonly string[] => {
  if (classes === undefined) return []
  const names = metricsOf(protocol).flatMap((m) => (m.kind === 'precision' ? [m.name] : []))
  const [main = ''] = names
  const head = ['class', 'objects', ...names, ...(intervals === undefined ? [] : ['from', 'to']), 'F1', 'at score']
  const rows = classes.map(({ category, metrics, curves }) => {
    const all = curves.find(({ area }) => area === protocol.all.name)
    const own = intervals?.estimates.find((e) => e.metric === main && comparison.categories[e.category ?? -1]?.id === category.id)
    const range = intervals === undefined ? [] : [fraction(own?.low), fraction(own?.high)]
    const best = [fraction(all?.best?.f1), fraction(all?.best?.score)]
    return [category.name, String(all?.targets ?? 0), ...names.map((name) => fraction(metrics[name])), ...range, ...best]
  })
  const note = intervals === undefined ? '' : `, ${main} with its interval`
  return [`Classes${note}; F1 is the best one at IoU ${curveThreshold(protocol)}`, columns(head, rows, paper)]
}

const errorSection = ({ errors }: Analysis, paper: number): readonly string[] => {
  if (errors === undefined) return []
  const { foreground, background } = tideDefaults
  const rows = [
    ...mainErrors.map((kind) => [kind, signed(errors.errors[kind].gain), String(errors.errors[kind].count), meanings[kind]]),
    ...(['FalsePos', 'FalseNeg'] as const).map((kind) => [kind, signed(errors.special[kind]), '', meanings[kind]]),
  ]
  const [, ...words] = rows.map((row) => row[3] ?? '')
  const widest = Math.max(...words.map((w) => w.length))
  const wide = paper >= 30 + widest
  return [
    `TIDE: AP gained by mending all errors of a kind (TIDE’s own AP, where a class without objects counts 0: ${fraction(errors.ap)} at IoU ${foreground}; nothing from IoU ${background} down)`,
    columns(
      ['', 'gained', 'count', ...(wide ? [''] : [])],
      rows.map((row) => (wide ? [...row.slice(0, 3), (row[3] ?? '').padEnd(widest)] : row.slice(0, 3))),
      paper,
    ),
  ]
}

/** How many pairs of classes are told where the whole matrix does not fit. */
const pairs = 15

const confusionSection = ({ confusion: c, comparison }: Analysis, paper: number): readonly string[] => {
  if (c === undefined) return []
  const names = [...comparison.categories.map(({ name }) => name), 'background']
  const title = `What objects are taken for, in % of a row (detections from score ${fraction(c.score)} on, IoU ${c.overlap})`
  const at = (r: number, s: number): number => c.counts[r * names.length + s] ?? 0
  const part = (r: number, s: number): string => (at(r, s) === 0 ? '·' : (100 * rate(c, r, s)).toFixed(0))
  const matrix = columns(
    ['is \\ said', ...names.map((name) => shortened(name, 8))],
    names.map((name, r) => [name, ...names.map((_, s) => part(r, s))]),
    Infinity,
  )
  if (matrix.split('\n').every((line) => line.length <= Math.min(paper, 120))) return [title, matrix]
  const cut = (name = ''): string => shortened(name, Math.min(28, Math.max(8, Math.floor((paper - 16) / 2))))
  const rows = names
    .flatMap((_, r) => names.map((__, s) => ({ r, s, count: at(r, s) })))
    .filter(({ r, s, count }) => r !== s && count > 0)
    .sort((x, y) => y.count - x.count)
    .slice(0, pairs)
    .map(({ r, s, count }) => [cut(names[r]), cut(names[s]), String(count), part(r, s)])
  // All but the last row, which is of false alarms.
  const objects = c.counts.subarray(0, c.classes * names.length).reduce((a, b) => a + b, 0)
  const right = names.slice(0, -1).reduce((all, _, r) => all + at(r, r), 0)
  const whole = `The ${names.length} × ${names.length} matrix does not fit here; ${right} of ${objects} objects are found as what they are.`
  const rest =
    rows.length === 0
      ? ['Nothing is taken for anything else, missed or seen where nothing is.']
      : ['The most frequent others (all are in --json):', columns(['is', 'said', 'count', '%'], rows, paper)]
  return [title, wrap(whole, paper, 0).join('\n'), ...rest.map((text, i) => (i === 0 ? wrap(text, paper, 0).join('\n') : text))]
}

const calibrationSection = ({ calibration: c }: Analysis, paper: number): readonly string[] => {
  if (c === undefined) return []
  if (c === null) return ['Calibration: scores are not between 0 and 1, or there are none, so there is no frequency to compare them with.']
  const rows = c.bins
    .filter(({ count }) => count > 0)
    .map((b) => [`${b.from.toFixed(1)} to ${b.to.toFixed(1)}`, String(b.count), fraction(b.confidence), fraction(b.precision)])
  return [
    `Calibration at IoU ${tideDefaults.foreground} of ${amount(c.count, 'detection')}: D-ECE ${fraction(c.dEce)}, Brier ${fraction(c.brier)}`,
    columns(['score', 'count', 'mean', 'right'], rows, paper),
  ]
}
