import { amount } from '../../dsl/core/amount.ts'
import type { Difference } from '../../stdlib/eval/analysis/compare.ts'
import { metricsOf } from '../../stdlib/eval/metrics.ts'
import type { Compared } from './analyse.ts'
import { wrap } from '../draw.ts'
import { columns, fraction, signed, visible } from './columns.ts'

/** p-values below this are called a difference. */
const significant = 0.05

/**
 * Says plainly whether one is better by the protocol's first number; a gain inside the noise is not called one.
 *
 * @param names of A and B
 */
export const verdict = ({ differences, options, comparison }: Compared, names: readonly [string, string]): string => {
  const [d] = differences
  if (d === undefined || Number.isNaN(d.difference) || Number.isNaN(d.p)) return 'Nothing to compare: neither has an object to find.'
  const isB = d.difference > 0
  const apart = d.p < significant && (d.low > 0 || d.high < 0)
  const [low, high] = apart && !isB ? [-d.high, -d.low] : [d.low, d.high]
  const over = `over ${options.replicates} resamplings of ${amount(comparison.images.length, 'image')}`
  const numbers = `${percent(options.level)} interval ${signed(low)} to ${signed(high)}, p = ${d.p.toPrecision(2)}, ${over}`
  if (!apart) return `No difference in ${d.metric} can be told: ${signed(d.difference)} lies within the noise of these images (${numbers}).`
  const [better, worse] = isB ? [names[1], names[0]] : [names[0], names[1]]
  return `${visible(better)} is better than ${visible(worse)} by ${signed(Math.abs(d.difference))} ${d.metric} (${numbers}).`
}

const percent = (level: number): string => `${Number((100 * level).toFixed(1))} %`

const row = (name: string, d: Difference): readonly string[] => [
  name,
  fraction(d.a),
  fraction(d.b),
  signed(d.difference),
  signed(d.low),
  signed(d.high),
  Number.isNaN(d.p) ? '–' : d.p.toPrecision(2),
]

/** A table of both, their difference and what of it may be noise, and the verdict. */
export const differenceText = (compared: Compared, names: readonly [string, string], classes: boolean, paper: number): string => {
  const { differences, comparison, protocol } = compared
  const head = ['', 'A', 'B', 'B − A', 'from', 'to', 'p']
  const [main] = metricsOf(protocol).flatMap((m) => (m.kind === 'precision' ? [m.name] : []))
  const rows = differences.filter(({ category }) => category === undefined).map((d) => row(d.metric, d))
  const perClass = differences
    .filter(({ category, metric }) => category !== undefined && metric === main)
    .map((d) => row(comparison.categories[d.category ?? -1]?.name ?? '', d))
  return [
    `A  ${visible(names[0])}`,
    `B  ${visible(names[1])}`,
    ...wrap(`${protocol.name}, ${percent(compared.options.level)} intervals of the difference; each p is of its row alone`, paper, 2),
    '',
    columns(head, rows, paper),
    ...(differences.some(({ better }) => better === 'lower') ? ['', 'Lower is better in oLRP and its parts.'] : []),
    ...(classes ? ['', `${main ?? ''} of each class`, '', columns(head, perClass, paper)] : []),
    '',
    ...wrap(verdict(compared, names), paper, 2),
    '',
  ].join('\n')
}
