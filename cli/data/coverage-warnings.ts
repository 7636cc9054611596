import { grouped } from '../../dsl/core/amount.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { BinCoverage } from '../../stdlib/assign/coverage.ts'
import { sizeBins } from '../../stdlib/boxes/size-bins.ts'
import type { Counted } from './coverage-table.ts'
import { percent } from './histogram.ts'

/** From this share of a bin's boxes on, the bin is warned of. */
const most = 0.5

const sides = (bin: number): string => {
  const { from, to } = sizeBins[bin] ?? { from: 0, to: 0 }
  return to === Infinity ? `of ${from} px and more` : from === 0 ? `below ${to} px` : `of ${from} to ${to} px`
}

const px = (x: number): string => x.toFixed(x < 10 ? 1 : 0)

/** Side of the typical box of a bin, in pixels of the input: the geometric mean. */
const typical = ({ logSides, boxes }: BinCoverage): number => 2 ** (logSides / boxes)

const nearestPower = (x: number): number => 2 ** Math.round(Math.log2(x))

const hint = ({ learner }: Counted, bin: BinCoverage): string => {
  const stride = learner.levels[0]?.stride ?? 1
  if (learner.unit === 'anchor') {
    const scale = Math.max(1, nearestPower(typical(bin) / stride))
    return `anchors as small as the objects: a scale of ${scale} at stride ${stride} makes them ${px(scale * stride)} px${scale * stride > 1.5 * typical(bin) ? `, and a finer level, stride ${stride / 2}, smaller ones` : ''}`
  }
  const crowded = bin.unreached < bin.total[0] / 2
  const larger = 'or a larger input.size'
  return stride > 4
    ? `a finer level (neck.from with C${String(Math.log2(stride) - 1)}, stride ${stride / 2}), ${larger}: ${crowded ? 'smaller boxes take their points' : 'their points are too far apart'}`
    : `a larger input.size: ${crowded ? 'smaller boxes take their points' : `points ${stride} px apart miss them`}`
}

const evidence = ({ learner }: Counted, bin: BinCoverage): Issue['evidence'] => [
  ['boxes', `${grouped(bin.boxes)}, typically ${px(typical(bin))} px in the input`],
  [
    'no positive',
    `${grouped(bin.total[0])} (${percent(bin.total[0] / bin.boxes)})${bin.total[0] > 0 ? `; ${grouped(bin.unreached)} would have none even alone in their image` : ''}`,
  ],
  ...(learner.unit === 'anchor'
    ? ([
        ...(learner.lowQuality
          ? ([
              [
                'low quality',
                `${grouped(bin.lowQuality)} (${percent(bin.lowQuality / bin.boxes)}) have positives by the low-quality rule alone`,
              ],
            ] as const)
          : []),
        ...(bin.overlaps > 0 ? ([['best IoU', `${(bin.overlaps / bin.boxes).toFixed(3)} on average`]] as const) : []),
        ['anchors', `${learner.finest.map(px).join(', ')} px on the finest level, stride ${String(learner.levels[0]?.stride)}`],
      ] as const)
    : ([['finest', `${learner.levels[0]?.name ?? ''}, stride ${String(learner.levels[0]?.stride)}`]] as const)),
]

/** A warning for each size most of whose boxes cannot be learned, or only by the rule that saves what no anchor fits. */
export const coverageWarnings = (c: Counted): readonly Issue[] =>
  c.coverage.flatMap((bin, i) => {
    const [none] = bin.total
    if (bin.boxes === 0) return []
    const more = { path: [c.names.join(', ')], evidence: evidence(c, bin) }
    const which = none === bin.boxes ? 'no box' : none >= most * bin.boxes ? 'most boxes' : undefined
    if (which !== undefined)
      return [
        issue(
          'coverage: not learned',
          `${which} ${sides(i)} ${which === 'no box' ? `gets a positive ${c.learner.unit}` : `get no positive ${c.learner.unit}`}`,
          hint(c, bin),
          more,
        ),
      ]
    return none + bin.lowQuality < most * bin.boxes
      ? []
      : [issue('coverage: low quality', `most boxes ${sides(i)} get positives by the low-quality rule alone, or none`, hint(c, bin), more)]
  })
