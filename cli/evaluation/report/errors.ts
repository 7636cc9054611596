import { grouped } from '../../../dsl/core/amount.ts'
import { tideDefaults } from '../../../stdlib/eval/analysis/judge.ts'
import { mainErrors } from '../../../stdlib/eval/analysis/tide.ts'
import { markup, type Markup } from '../../html/markup.ts'
import type { Analysis } from '../analyse.ts'
import { fraction, signed } from '../columns.ts'
import { meanings } from '../sections.ts'

/** TIDE's errors as bars of the AP that each costs. */
export const errorSection = ({ errors }: Analysis): readonly Markup[] => {
  if (errors === undefined) return []
  const { foreground, background } = tideDefaults
  const rows = [
    ...mainErrors.map((kind) => ({ kind, ...errors.errors[kind], second: false })),
    ...(['FalsePos', 'FalseNeg'] as const).map((kind) => ({ kind, gain: errors.special[kind], count: undefined, second: true })),
  ]
  const widest = Math.max(0.01, ...rows.map(({ gain }) => gain))
  const [height, from, to] = [34, 78, 430]
  const bars = rows.map(({ kind, gain, count, second }, i) => {
    const y = i * height + (second ? 12 : 0)
    const width = Number((Math.max(0, gain / widest) * (to - from)).toFixed(1))
    return markup`<g><title>${kind}: ${meanings[kind]}</title><text class="strong" x="0" y="${y + 16}">${kind}</text>
<rect class="bar${second && ' second'}" x="${from}" y="${y + 4}" width="${width}" height="16" rx="3"/>
<text class="strong" x="${from + width + 7}" y="${y + 16}">${signed(gain)}${count !== undefined && ` · ${grouped(count)}`}</text>
<text x="${from}" y="${y + 31}">${meanings[kind]}</text></g>`
  })
  return [
    markup`<section id="errors"><h2>What costs AP</h2>
<p>TIDE: the AP that mending all errors of a kind would gain, and how many there are. AP is ${fraction(errors.ap)} at IoU ${foreground}; up to IoU ${background} is nothing.</p>
<svg viewBox="0 0 540 ${rows.length * height + 16}" role="img" aria-label="TIDE's errors">${bars}</svg></section>`,
  ]
}
