import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Either } from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { explain } from '../../cli/explain.ts'
import type { ExplainOptions } from '../../cli/commands/explain.ts'
import type { Issue } from '../../dsl/core/issue.ts'

/** What `explain` said, and how it ended. */
export interface Explained {
  readonly result: Either<NonEmptyArray<Issue>, number>
  readonly out: string
  readonly err: string
}

/** Runs `explain` on experiments as data, on tfjs:wasm unless another target is asked for. */
export const explained = async (experiments: unknown, options: ExplainOptions = {}): Promise<Explained> => {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-explain-'))
  try {
    const file = join(folder, 'experiments.json')
    writeFileSync(file, JSON.stringify(experiments))
    const got = { out: '', err: '' }
    const io = {
      out: (text: string) => (got.out += text),
      err: (text: string) => (got.err += text),
      paper: () => ({ columns: Infinity, colour: false }),
    }
    return { result: await explain(io)(file, { target: 'tfjs:wasm', ...options })(), ...got }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
