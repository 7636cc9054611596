import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { statisticsOf } from '../../stdlib/data/statistics.ts'
import type { InspectOptions } from '../commands/data/inspect.ts'
import { whole } from '../options.ts'
import type { Io } from '../program.ts'
import { foundFaults } from './faults.ts'
import { type ReadPart, readParts } from './read-parts.ts'
import { sheetOf } from './sheet.ts'
import { writePage } from './inspect-page.ts'
import { statisticsJson } from './statistics-json.ts'
import { type SplitCounts, statisticsText } from './statistics-text.ts'

type Issues = NonEmptyArray<Issue>

export interface InspectWorld extends Pick<Io, 'out' | 'paper'> {
  readonly warn: (issues: readonly Issue[]) => void
}

/** `data inspect`: what a data set holds, its splits summed and each on a line, in text or JSON, and as a page where one is asked for. Defects of its records are told and left out. */
export const inspect =
  ({ out, paper, warn }: InspectWorld) =>
  (path: string, o: InspectOptions): TE.TaskEither<Issues, number> =>
    pipe(
      TE.Do,
      TE.bind('seed', () => TE.fromEither(whole('inspect')('--seed', o.seed, 0))),
      TE.bindW('parts', () => pipe(readParts(path, { from: o.from, images: o.images, split: o.split }), TE.mapLeft(alone))),
      TE.chain(({ seed, parts }) => {
        const datasets = parts.map(({ reading }) => reading.dataset)
        const classes = datasets[0]?.classes ?? []
        const statistics = statisticsOf({ folder: path, classes, images: datasets.flatMap(({ images }) => images) })
        const names = [...new Set(parts.map(({ part }) => part.format))]
        const title = `${path} (${names.join(', ')})`
        const splits = parts.length === 1 ? [] : parts.map(splitOf)
        const { html } = o
        return pipe(
          html === undefined
            ? TE.right(undefined)
            : pipe(
                TE.fromTask(
                  T.traverseSeqArray(({ part, reading }: ReadPart) =>
                    pipe(
                      sheetOf(reading.dataset, seed ?? 0),
                      T.map((sheet) => ({ name: part.name, sheet })),
                    ),
                  )(parts),
                ),
                TE.chain((sheets) => writePage(html, { title, statistics, splits, classes, sheets })),
              ),
          TE.bimap(alone, () => {
            const shown = parts.flatMap(({ reading }) => foundFaults(reading).shown)
            if (shown.length > 0) warn(shown)
            out(
              o.json === true
                ? `${JSON.stringify({ path, format: names.join(', '), ...(splits.length === 0 ? {} : { splits }), ...statisticsJson(statistics) })}\n`
                : statisticsText(title, statistics, splits, paper().columns),
            )
            return 0
          }),
        )
      }),
    )

const splitOf = ({ part, reading: { dataset } }: ReadPart): SplitCounts => {
  const { images, boxes, ignored } = statisticsOf(dataset)
  return { name: part.name, format: part.format, images, boxes, ignored }
}

const alone = (i: Issue): Issues => [i]
