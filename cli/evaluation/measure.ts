import { basename } from 'node:path'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { openFiles } from '../../stdlib/data/open-files.ts'
import { prCurves } from '../../stdlib/eval/analysis/pr-curves.ts'
import type { Quantity } from '../../stdlib/eval/analysis/estimator.ts'
import type { Comparison } from '../../stdlib/eval/comparison.ts'
import type { Protocol } from '../../stdlib/eval/protocol.ts'
import { writeNewFile } from '../../stdlib/files/afresh.ts'
import { evaluate } from '../../stdlib/eval/evaluate.ts'
import { summary } from '../../stdlib/eval/summary.ts'
import type { EvaluateOptions } from '../commands/evaluate.ts'
import { progress, type ProgressWorld } from '../detection/progress.ts'
import { type Analysis, analyse, compareTwo } from './analyse.ts'
import { analysisJson, comparedJson, metricsJson } from './as-json.ts'
import type { Task } from './asked.ts'
import { differenceText } from './difference-text.ts'
import { table } from './table.ts'
import { type Album, albumOf } from './report/embed.ts'
import { comparedReport } from './report/compared.ts'
import { report } from './report/report.ts'
import { worstImages } from './report/worst.ts'
import { sections } from './sections.ts'

/** Where progress is said, and how wide standard output is. */
export interface MeasureWorld extends ProgressWorld {
  readonly columns: number
}

/** Images below which intervals are only a rough guide. */
const enough = 30

/** Says that there are too few images to resample. */
const fewImages = ({ images }: Comparison): readonly Issue[] =>
  images.length >= enough
    ? []
    : [
        issue(
          'evaluate: few images',
          `intervals are over images, and ${images.length} are few: from about ${enough} on they mean something`,
          'measure on more images',
          { path: ['--bootstrap'] },
        ),
      ]

/** Images below which a class is rare. */
const common = 5

/** Says that a mean leans on classes that few images have: which ones are drawn changes it more than its interval can know. */
const rareClasses = (quantities: readonly Quantity[]): readonly Issue[] => {
  const [first] = quantities
  const classes = quantities.filter(({ metric, category, images }) => metric === first?.metric && category !== undefined && images > 0)
  const rare = classes.filter(({ images }) => images < common)
  return rare.length === 0 || classes.length === 1
    ? []
    : [
        issue(
          'evaluate: rare classes',
          `${rare.length} of ${classes.length} classes are on fewer than ${common} images: intervals of means over classes are too narrow`,
          'measure on more images, or look at the classes that have them: --per-class',
          { path: ['--bootstrap'] },
        ),
      ]
}

/** Images that a report shows. */
const shown = 12

interface Measured {
  readonly text: string
  readonly warnings: readonly Issue[]
}

/** Text or JSON, and the page where one is asked for. */
export const measureOne = (
  world: MeasureWorld,
  options: EvaluateOptions,
  { detections, asked }: Extract<Task, { readonly kind: 'one' }>,
  protocol: Protocol,
  comparison: Comparison,
): TE.TaskEither<NonEmptyArray<Issue>, Measured> => {
  if (
    options.html === undefined &&
    !(asked.classes || asked.errors || asked.confusion || asked.calibration) &&
    asked.bootstrap === undefined
  ) {
    // The judgement of every detection takes longer than the metrics; nothing here asks for it.
    const metrics = summary(evaluate(protocol)(comparison))
    const text =
      options.json === true ? `${JSON.stringify(metricsJson(metrics, protocol, comparison))}\n` : table(protocol, metrics, world.columns)
    return TE.right({ text, warnings: [] })
  }
  const resampled = progress(world, asked.bootstrap?.replicates ?? 0, 'resamplings')
  const analysis = analyse(protocol, comparison, asked, resampled.tell)
  resampled.clear()
  const { html } = options
  // What was asked for only by the page is not told twice.
  const said = html === undefined ? analysis : onlyAsked(options, analysis)
  const text =
    options.json === true
      ? `${JSON.stringify(analysisJson(said))}\n`
      : [table(protocol, analysis.metrics, world.columns), ...sections(said, world.columns)].join('\n')
  const warnings = [...(asked.bootstrap === undefined ? [] : fewImages(comparison)), ...rareClasses(analysis.intervals?.estimates ?? [])]
  if (html === undefined) return TE.right({ text, warnings })
  const worst = worstImages(analysis, shown)
  return pipe(
    albumFor(options.images, comparison, worst),
    TE.chain(({ pictures, issues }) =>
      pipe(
        writeNewFile(html, [
          report({ analysis, groundTruth: basename(options.groundTruth), detections: basename(detections), worst, pictures }),
        ]),
        TE.map(() => ({ text, warnings: [...warnings, ...issues] })),
      ),
    ),
    TE.mapLeft((i): NonEmptyArray<Issue> => [i]),
  )
}

const onlyAsked = (options: EvaluateOptions, { classes, errors, confusion, calibration, ...rest }: Analysis): Analysis => ({
  ...rest,
  ...(options.perClass === true && classes !== undefined ? { classes } : {}),
  ...(options.errors === true && errors !== undefined ? { errors } : {}),
  ...(options.confusion === true && confusion !== undefined ? { confusion } : {}),
  ...(options.calibration === true && calibration !== undefined ? { calibration } : {}),
})

const albumFor = (
  images: string | undefined,
  comparison: Comparison,
  worst: readonly { readonly image: number }[],
): TE.TaskEither<Issue, Album> =>
  images === undefined
    ? TE.right({ pictures: new Map(), issues: [] })
    : pipe(
        openFiles(images),
        TE.chainTaskK((files) => () => {
          const wanted = worst.flatMap(({ image }) => {
            const file = comparison.images[image]?.file
            return file === undefined ? [] : [{ image, file }]
          })
          return albumOf(files, wanted)
        }),
      )

/** Text or JSON of the difference of two, and the page where one is asked for. */
export const measureTwo = (
  world: MeasureWorld,
  options: EvaluateOptions,
  { files, options: bootstrap, classes }: Extract<Task, { readonly kind: 'two' }>,
  protocol: Protocol,
  [a, b]: readonly [Comparison, Comparison],
): TE.TaskEither<NonEmptyArray<Issue>, Measured> => {
  const resampled = progress(world, bootstrap.replicates, 'resamplings')
  const compared = compareTwo(protocol, a, b, bootstrap, resampled.tell)
  resampled.clear()
  const text =
    options.json === true ? `${JSON.stringify(comparedJson(compared, files))}\n` : differenceText(compared, files, classes, world.columns)
  const measured = { text, warnings: [...fewImages(a), ...rareClasses(compared.differences)] }
  if (options.html === undefined) return TE.right(measured)
  const curves = prCurves(protocol)
  const names = [basename(files[0]), basename(files[1])] as const
  const written = comparedReport({ compared, groundTruth: basename(options.groundTruth), names, curves: [curves(a), curves(b)] })
  return pipe(
    writeNewFile(options.html, [written]),
    TE.bimap(
      (i): NonEmptyArray<Issue> => [i],
      () => measured,
    ),
  )
}
