import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile, type Program } from '../../dsl/compile/compile.ts'
import type { KernelTable } from '../../dsl/compile/legalise.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { conv2d } from '../../dsl/ops/conv2d.ts'
import { input } from '../../dsl/ops/leaf.ts'
import { slice } from '../../dsl/ops/slice.ts'
import { centred } from '../../dsl/ops/window.ts'
import { median } from '../median.ts'
import type { Session, Values } from '../../dsl/targets/session.ts'

/** The sides of the measured convolution: 3×3 over `side` by `side` positions, `channels` to `channels`. */
export interface Size {
  readonly side: number
  readonly channels: number
}

const usual: Size = { side: 48, channels: 128 }

/** A 3×3 convolution of which one position is given, so that reading the result costs nothing. */
export const convolutionProgram = (table: KernelTable, { side, channels }: Size = usual): Program => {
  const y = conv2d(input('x', [1, side, side, channels]), input('w', [3, 3, channels, channels]), centred(3))
  const middle = slice(y, [0, side / 2, side / 2, 0], [1, 1, 1, channels])
  const program = compile(table)({ outputs: { middle }, updates: {} })
  if (E.isLeft(program)) throw new Error('internal: a convolution of one size is well-typed')
  return program.right
}

/** From −2 to 2, whole. */
const whole = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => ((i * 7) % 5) - 2)

/** One in sixteen is 1, so that 16 bits hold every sum exactly: at most 9 · 128 / 16 · 2. */
const sparse = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => ((i * 5 + (i >> 4)) % 16 === 0 ? 1 : 0))

const expected = (x: Float32Array, w: Float32Array, { side, channels }: Size): readonly number[] =>
  Array.from({ length: channels }, (_, o) => {
    let sum = 0
    for (let k = 0; k < 9; k++) {
      const at = ((side / 2 + Math.floor(k / 3) - 1) * side + side / 2 + (k % 3) - 1) * channels
      for (let c = 0; c < channels; c++) sum += (x[at + c] ?? 0) * (w[(k * channels + c) * channels + o] ?? 0)
    }
    return sum
  })

const timed =
  (session: Session, feeds: Values): TE.TaskEither<Issue, { readonly seconds: number; readonly middle: readonly number[] }> =>
  () => {
    const before = performance.now()
    return pipe(
      session.run(feeds),
      TE.map(({ middle }) => ({ seconds: (performance.now() - before) / 1000, middle: Array.from(middle ?? []) })),
    )()
  }

/** The speed of a target's convolution in GFLOP/s, the median of a few runs; an issue where its numbers are wrong. */
export const measured = (
  program: Program,
  open: (program: Program) => TE.TaskEither<Issue, Session>,
  size: Size = usual,
): TE.TaskEither<Issue, number> => {
  const [x, w] = [sparse(size.side ** 2 * size.channels), whole(9 * size.channels ** 2)]
  const runs = 7
  return pipe(
    TE.bracket(
      open(program),
      (session) =>
        pipe(
          Array.from({ length: runs }, () => timed(session, { x, w })),
          TE.sequenceSeqArray,
        ),
      (session) => TE.fromIO(session.close),
    ),
    TE.filterOrElse(
      (all) => all.every(({ middle }) => JSON.stringify(middle) === JSON.stringify(expected(x, w, size))),
      () =>
        issue(
          `target ${program.target}`,
          'a convolution of whole numbers is exact, but it is not',
          'set it up again; if that does not help, take another target',
        ),
    ),
    TE.map((all) => (2 * size.side ** 2 * 9 * size.channels ** 2) / median(all.slice(1).map(({ seconds }) => seconds)) / 1e9),
  )
}
