import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { ApplyPar } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue, under } from '../dsl/core/issue.ts'
import { suggest } from '../dsl/core/nearest.ts'
import { decodeDetections, reconcile } from '../stdlib/eval/detections.ts'
import { evaluate } from '../stdlib/eval/evaluate.ts'
import { decodeGroundTruth } from '../stdlib/eval/decode-ground-truth.ts'
import { comparisonOf } from '../stdlib/eval/compare-records.ts'
import type { Protocol } from '../stdlib/eval/protocol.ts'
import { protocols } from '../stdlib/eval/protocols.ts'
import { summary, type Summary } from '../stdlib/eval/summary.ts'
import type { EvaluateOptions } from './commands/evaluate.ts'
import { readJson } from './json-file.ts'

/** Metrics as text for standard output, and what was left out of them. */
export interface Evaluated {
  readonly text: string
  readonly warnings: readonly Issue[]
}

/** `evaluate`: measures a file of detections against a file of ground truth. Wrong records of both files are told at once. */
export const evaluateFiles = (options: EvaluateOptions): TE.TaskEither<NonEmptyArray<Issue>, Evaluated> =>
  pipe(
    all({
      protocol: TE.fromEither(protocolOf(options.protocol)),
      truth: read(options.groundTruth, decodeGroundTruth(options.groundTruth)),
      detections: read(options.detections, decodeDetections(options.detections)),
    }),
    TE.chainEitherK(({ protocol, truth, detections }) =>
      pipe(
        reconcile(truth)(detections),
        E.mapLeft(map(under(options.detections))),
        E.map((warnings) => {
          const metrics = summary(evaluate(protocol)(comparisonOf(truth, detections)))
          return { text: options.json === true ? `${JSON.stringify(metrics)}\n` : table(protocol, metrics), warnings }
        }),
      ),
    ),
  )

const all = sequenceS(TE.getApplicativeTaskValidation(ApplyPar, getSemigroup<Issue>()))

const read = <A>(path: string, decode: (json: unknown) => E.Either<NonEmptyArray<Issue>, A>): TE.TaskEither<NonEmptyArray<Issue>, A> =>
  pipe(
    readJson(path),
    TE.mapLeft((i): NonEmptyArray<Issue> => [i]),
    TE.chainEitherK(decode),
  )

const isProtocol = (name: string): name is keyof typeof protocols => Object.hasOwn(protocols, name)

const protocolOf = (name: string): E.Either<NonEmptyArray<Issue>, Protocol> =>
  isProtocol(name)
    ? E.right(protocols[name])
    : E.left([
        issue('evaluate: protocol', `there is no protocol \`${name}\``, suggest(name, Object.keys(protocols)), { path: ['--protocol'] }),
      ])

/** Names and numbers in two columns, a gap between precision, recall and localisation-recall-precision error. */
export const table = (protocol: Protocol, metrics: Summary): string => {
  const names = Object.keys(metrics)
  const width = Math.max(...names.map((name) => name.length))
  const kind = (name: string | undefined): string | undefined => /^(AP|AR|oLRP)/.exec(name ?? '')?.[0]
  const rows = names.flatMap((name, i) => {
    const value = metrics[name] ?? null
    const row = `${name.padEnd(width)}  ${value === null ? '    –' : value.toFixed(4).padStart(6)}`
    return i > 0 && kind(name) !== kind(names[i - 1]) ? ['', row] : [row]
  })
  return [`${protocol.name}, at most ${String(Math.max(...protocol.maxDets))} detections an image and class`, '', ...rows, ''].join('\n')
}
