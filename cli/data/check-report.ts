import { checks } from '../../stdlib/data/check/checks.ts'
import type { Depth } from '../../stdlib/data/check/splits.ts'
import { countOf, type Fault, type Severity } from '../../stdlib/data/fault.ts'
import type { FixReport } from './check-fix.ts'

/** What was found in the splits of a data set. */
export interface Report {
  readonly path: string
  readonly depth: Depth
  readonly splits: readonly {
    readonly name: string
    readonly format: string
    readonly images: number
    readonly boxes: number
    readonly faults: readonly Fault[]
  }[]
  readonly fixed?: FixReport
}

const severities: readonly Severity[] = ['fatal', 'wrong', 'odd']

/** Defects of one kind, in all splits. */
export interface Kind {
  readonly code: string
  readonly severity: Severity
  /** What training and a corrected copy make of it; undefined for what a reader said. */
  readonly check: (typeof checks)[keyof typeof checks] | undefined
  readonly faults: readonly { readonly split: string; readonly fault: Fault }[]
}

const prefix = 'data: '

const known: ReadonlyMap<string, { readonly check: Kind['check']; readonly at: number }> = new Map(
  Object.entries(checks).map(([name, check], at) => [`${prefix}${name}`, { check, at }]),
)

/** How many defects of a kind there are, in all splits or in one. */
export const timesOf = ({ faults }: Kind, split?: string): number =>
  countOf(faults.filter((one) => split === undefined || one.split === split).map(({ fault }) => fault))

/** The name of a kind, without what all have. @example kindName('data: box twice') // => 'box twice' */
export const kindName = (code: string): string => (code.startsWith(prefix) ? code.slice(prefix.length) : code)

/** Everything by kind: the worst first, then in the order of the checks, then what only readers say. */
export const kindsOf = ({ splits }: Report): readonly Kind[] => {
  const kinds = new Map<string, Kind['faults'][number][]>()
  for (const { name, faults } of splits)
    for (const fault of faults) {
      const key = `${String(severities.indexOf(fault.severity))} ${fault.issue.code}`
      const before = kinds.get(key)
      if (before === undefined) kinds.set(key, [{ split: name, fault }])
      else before.push({ split: name, fault })
    }
  const rank = (code: string): number => known.get(code)?.at ?? known.size
  return [...kinds.entries()]
    .map(([key, faults]): Kind => {
      const code = key.slice(2)
      return { code, severity: severities[Number(key[0])] ?? 'odd', check: known.get(code)?.check, faults }
    })
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || rank(a.code) - rank(b.code))
}

/** How many there are of each severity. */
export const countsOf = (kinds: readonly Kind[]): Readonly<Record<Severity, number>> => {
  const of = (severity: Severity): number => kinds.reduce((n, k) => n + (k.severity === severity ? timesOf(k) : 0), 0)
  return { fatal: of('fatal'), wrong: of('wrong'), odd: of('odd') }
}

/** The report as one JSON object, in pieces: every fault on a line of its own, the worst first. `times` is how many defects it stands for. */
export function* reportJson(report: Report): Generator<string> {
  const kinds = kindsOf(report)
  const head = {
    path: report.path,
    images: { none: 'not asked for', present: 'looked for', decoded: 'decoded' }[report.depth],
    splits: report.splits.map(({ name, format, images, boxes }) => ({ name, format, images, boxes })),
    counts: countsOf(kinds),
    ...(report.fixed === undefined ? {} : { fixed: report.fixed }),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"faults":[`
  const first = { yet: true }
  for (const { code, severity, check, faults } of kinds)
    for (const { split, fault } of faults) {
      const { message, path, evidence, hint } = fault.issue
      const record = {
        severity,
        kind: kindName(code),
        times: fault.times ?? 1,
        split,
        path,
        message,
        evidence: Object.fromEntries(evidence),
        hint,
      }
      yield `${first.yet ? '' : ','}\n${JSON.stringify({ ...record, training: check?.training ?? null })}`
      first.yet = false
    }
  yield '\n]}\n'
}
