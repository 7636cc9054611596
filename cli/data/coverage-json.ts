import type { Issue } from '../../dsl/core/issue.ts'
import { sizeBins } from '../../stdlib/boxes/size-bins.ts'
import type { Counted } from './coverage-table.ts'

/** The keys that other programs read. `total` and the lists of `levels` count boxes with 0, 1, 2, and 3 or more positives. */
export const coverageJson = (c: Counted, warnings: readonly Issue[]): object => ({
  names: c.names,
  unit: c.learner.unit,
  data: c.from,
  input: c.input,
  scale: c.scale,
  images: c.images,
  levels: c.learner.levels,
  bins: c.coverage.map(({ boxes, total, levels, positives, lowQuality, unreached }, i) => ({
    name: sizeBins[i]?.name ?? '',
    from: sizeBins[i]?.from ?? 0,
    to: sizeBins[i]?.to === Infinity ? null : (sizeBins[i]?.to ?? 0),
    ...{ boxes, total, levels, positives, lowQuality, unreached },
  })),
  warnings,
})
