import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Row } from './rows.ts'

/** What a command line asks of a benchmark. */
export interface Asked {
  readonly json: boolean
  readonly quick: boolean
  /** Steps that count. */
  readonly turns: number
  readonly rows: readonly Row[]
}

const options = { json: { type: 'boolean' }, quick: { type: 'boolean' }, turns: { type: 'string' }, only: { type: 'string' } } as const

/** Rows to choose from, and how many steps each subject takes unless `--turns` says it. */
export interface Choices {
  readonly rows: readonly Row[]
  readonly turns: number
}

/** Reads `[--json] [--quick] [--turns N] [--only TEXT]`; else what is wrong with it. */
export const askedOf = (args: readonly string[], choices: { readonly full: Choices; readonly quick: Choices }): E.Either<string, Asked> =>
  pipe(
    E.tryCatch(
      () => parseArgs({ args: [...args], options }).values,
      (e) => `${e instanceof Error ? e.message : String(e)}; there are --json, --quick, --turns N and --only TEXT`,
    ),
    E.chain(({ json = false, quick = false, turns: given, only = '' }) => {
      const { rows: all, turns: usual } = quick ? choices.quick : choices.full
      const turns = given === undefined ? usual : Number(given)
      if (!Number.isInteger(turns) || turns < 1) return E.left(`--turns is a positive whole number, but ${String(given)} was given`)
      const rows = all.filter(({ name }) => name.includes(only))
      return rows.length === 0
        ? E.left(`no row has ${only} in its name; there are\n${all.map(({ name }) => `  ${name}`).join('\n')}`)
        : E.right({ json, quick, turns, rows })
    }),
  )
