import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../dsl/core/issue.ts'
import { chooseTarget } from '../dsl/targets/choose.ts'
import { targets } from '../dsl/targets/index.ts'
import type { Target } from '../dsl/targets/session.ts'
import { short } from './monitor/format.ts'
import type { DoctorOptions } from './commands/doctor.ts'
import type { Io } from './program.ts'
import { convolutionProgram, measured, type Size } from './setup/convolution.ts'

/** What is known of a target here: how fast it convolves, or why it does not compute. */
export interface Diagnosis {
  readonly target: string
  readonly works: boolean
  /** GFLOP/s of a 3×3 convolution, the median of a few; null where it does not work. */
  readonly gflops: number | null
  readonly says: string
  /** What would make it work; null where it does. */
  readonly mend: string | null
}

/** The interpreter takes seconds for what the others do in milliseconds. */
const sizeFor = (target: Target): Size => (target.name === 'reference' ? { side: 8, channels: 16 } : { side: 48, channels: 128 })

const diagnose = (target: Target): TE.TaskEither<never, Diagnosis> => {
  const size = sizeFor(target)
  const program = convolutionProgram(target.table, size)
  return pipe(
    TE.fromEither(target.available()),
    TE.chain((reason) =>
      pipe(
        measured(program, (p) => target.open(p, {}), size),
        TE.map((gflops): Diagnosis => ({ target: target.name, works: true, gflops, says: reason, mend: null })),
      ),
    ),
    TE.orElse((i) => TE.right<never, Diagnosis>({ target: target.name, works: false, gflops: null, says: i.message, mend: i.hint })),
  )
}

/** A table of the targets, what would mend the missing ones, and which of them computes. */
export const doctorTable = (found: readonly Diagnosis[], chosen: string): string => {
  const rows = [
    ['target', 'works', 'GFLOP/s', ''],
    ...found.map((d) => [d.target, d.works ? 'yes' : 'no', d.gflops === null ? '–' : short(d.gflops), d.says]),
  ]
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((r) => (r[i] ?? '').length)))
  const line = (r: readonly string[]): string =>
    r
      .map((cell, i) => (i === 2 ? cell.padStart(widths[i] ?? 0) : i < 2 ? cell.padEnd(widths[i] ?? 0) : cell))
      .join('  ')
      .trimEnd()
  const mends = found.flatMap((d) => (d.mend === null ? [] : [`${d.target}: ${d.mend}`]))
  return [...rows.map(line), '', ...mends, `Without --target, ${chosen} computes.`, ''].join('\n')
}

/** `doctor`: which targets work here, and how fast. */
export const doctor =
  (io: Pick<Io, 'out'>) =>
  ({ json = false }: DoctorOptions): TE.TaskEither<NonEmptyArray<Issue>, number> =>
    pipe(
      Object.values(targets),
      TE.traverseSeqArray(diagnose),
      TE.map((found) => {
        const chosen = pipe(
          chooseTarget(),
          E.match(
            () => 'none',
            ({ target }) => target.name,
          ),
        )
        io.out(json ? `${JSON.stringify({ targets: found, chosen }, undefined, 2)}\n` : doctorTable(found, chosen))
        return 0
      }),
    )
