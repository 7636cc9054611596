import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import { statisticsOf } from '../../stdlib/data/statistics.ts'
import type { InspectOptions } from '../commands/data/inspect.ts'
import { whole } from '../options.ts'
import type { Io } from '../program.ts'
import { foundFaults } from './faults.ts'
import { formatOf } from './format-of.ts'
import { sheetOf } from './sheet.ts'
import { writePage } from './inspect-page.ts'
import { statisticsJson } from './statistics-json.ts'
import { statisticsText } from './statistics-text.ts'

type Issues = NonEmptyArray<Issue>

export interface InspectWorld extends Pick<Io, 'out' | 'paper'> {
  readonly warn: (issues: readonly Issue[]) => void
}

/** `data inspect`: what a data set holds, in text or JSON, and as a page where one is asked for. Defects of its records are told and left out. */
export const inspect =
  ({ out, paper, warn }: InspectWorld) =>
  (path: string, o: InspectOptions): TE.TaskEither<Issues, number> =>
    pipe(
      TE.Do,
      TE.bind('seed', () => TE.fromEither(whole('inspect')('--seed', o.seed, 0))),
      TE.bindW('format', () => pipe(formatOf(path, o.format, '--format'), TE.mapLeft(alone))),
      TE.bind('reading', ({ format }) =>
        pipe(formats[format].read({ path, ...(o.images === undefined ? {} : { images: o.images }) }), TE.mapLeft(alone)),
      ),
      TE.chain(({ seed, format, reading }) => {
        const { dataset } = reading
        const statistics = statisticsOf(dataset)
        const title = `${path} (${format})`
        const { html } = o
        return pipe(
          html === undefined
            ? TE.right(undefined)
            : pipe(
                TE.fromTask(sheetOf(dataset, seed ?? 0)),
                TE.chain((sheet) => writePage(html, title, statistics, dataset.classes, sheet)),
              ),
          TE.bimap(alone, () => {
            const { shown } = foundFaults(reading)
            if (shown.length > 0) warn(shown)
            out(
              o.json === true
                ? `${JSON.stringify({ path, format, ...statisticsJson(statistics) })}\n`
                : statisticsText(title, statistics, paper().columns),
            )
            return 0
          }),
        )
      }),
    )

const alone = (i: Issue): Issues => [i]
