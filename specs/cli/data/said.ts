import type { Either } from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { coverage } from '../../../cli/data/coverage.ts'
import { inspect } from '../../../cli/data/inspect.ts'
import type { CoverageOptions } from '../../../cli/commands/data/coverage.ts'
import type { InspectOptions } from '../../../cli/commands/data/inspect.ts'
import type { Issue } from '../../../dsl/core/issue.ts'

/** What a command said, and how it ended. */
export interface Said {
  readonly result: Either<NonEmptyArray<Issue>, number>
  readonly out: string
  readonly warned: readonly Issue[]
}

const world = (columns: number) => {
  const got = { out: '', warned: [] as Issue[] }
  return {
    got,
    io: {
      out: (text: string) => (got.out += text),
      err: () => undefined,
      warn: (issues: readonly Issue[]) => got.warned.push(...issues),
      paper: () => ({ columns, colour: false }),
      live: false,
      now: () => 0,
    },
  }
}

export const inspected = async (path: string, o: InspectOptions = {}, columns = Infinity): Promise<Said> => {
  const { got, io } = world(columns)
  return { result: await inspect(io)(path, o)(), ...got }
}

export const covered = async (file: string | undefined, o: CoverageOptions = {}, columns = Infinity): Promise<Said> => {
  const { got, io } = world(columns)
  return { result: await coverage(io)(file, o)(), ...got }
}

export const codeOf = ({ result }: Said): string => (result._tag === 'Left' ? result.left[0].code : 'none')
