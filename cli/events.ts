import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { IssueCodec } from '../dsl/core/issue-codec.ts'
import { issue, type Issue } from '../dsl/core/issue.ts'

/** A number that may stop being finite, as a loss does; JSON has no NaN, so it writes null there. */
const Real = new t.Type<number, number | null>(
  'number or null',
  t.number.is,
  (u, c) => (u === null ? t.success(NaN) : typeof u === 'number' ? t.success(u) : t.failure(u, c)),
  (x) => (Number.isFinite(x) ? x : null),
)

const Nullable = new t.Type<number | null>(
  'number or null',
  (u): u is number | null => u === null || t.number.is(u),
  (u, c) => (u === null || typeof u === 'number' ? t.success(u) : t.failure(u, c)),
  t.identity,
)

/** What a run is measured by, in the order of every table; null where there is nothing to measure. */
export const metricNames = ['AP', 'AP50', 'AP75', 'APvt', 'APt', 'APs', 'APm'] as const

const Metrics = t.readonly(
  t.type({ AP: Nullable, AP50: Nullable, AP75: Nullable, APvt: Nullable, APt: Nullable, APs: Nullable, APm: Nullable }, 'metrics'),
)
export type Metrics = t.TypeOf<typeof Metrics>

/** summary.json: what a finished run leaves; `steps` is the number done, `seconds` the time of all its sessions. */
export const Summary = t.readonly(
  t.type({ name: t.string, seed: t.number, target: t.string, steps: t.number, seconds: t.number, metrics: Metrics }, 'summary'),
)
export type Summary = t.TypeOf<typeof Summary>

const said = <T extends string, P extends t.Props>(type: T, fields: P): t.ReadonlyC<t.TypeC<{ type: t.LiteralC<T> } & P>> =>
  t.readonly(t.type({ type: t.literal(type), ...fields }, type))

const codecs = {
  started: said('started', {
    name: t.string,
    seed: t.number,
    target: t.string,
    steps: t.number,
    firstStep: t.number,
    parameters: t.number,
    peakBytes: t.number,
  }),
  progress: t.intersection([
    said('progress', {
      step: t.number,
      losses: t.readonly(t.record(t.string, Real)),
      gradientNorm: Real,
      learningRate: Real,
      imagesPerSecond: Real,
      secondsLeft: Real,
    }),
    /** The part of the session's time in which a step waited for its batch, 0 … 1. */
    t.readonly(t.partial({ waiting: Real })),
  ]),
  evaluated: said('evaluated', { step: t.number, metrics: Metrics }),
  checkpoint: said('checkpoint', { step: t.number, file: t.string }),
  warning: said('warning', { issue: IssueCodec }),
  stopped: said('stopped', { step: t.number }),
  failed: said('failed', { issue: IssueCodec }),
  finished: said('finished', { summary: Summary }),
}

type Codecs = typeof codecs

/**
 * What a training process says, one JSON object a line. Steps count finished steps, so `firstStep` 0 is a fresh run and
 * `step` of the last progress is `steps`. A run that was asked to stop says `stopped` after its last checkpoint; each
 * session ends with one of `stopped`, `failed`, `finished`, or was killed.
 */
export type Event = { readonly [K in keyof Codecs]: t.TypeOf<Codecs[K]> }[keyof Codecs]

/** One line, newline included. */
export const encodeEvent = (event: Event): string => `${JSON.stringify(encodeFields(event))}\n`

const encodeFields = (event: Event): unknown => (event.type === 'progress' ? codecs.progress.encode(event) : event)

/**
 * Reads one line. Keys that it does not know are let pass, so that an older monitor can watch a newer run.
 *
 * @example decodeEvent('{"type":"stopped","step":7}') // => right({ type: 'stopped', step: 7 })
 */
export const decodeEvent = (line: string): E.Either<Issue, Event> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(line),
      () => badLine(line, 'is no JSON'),
    ),
    E.chain((u) => {
      const type = pipe(
        t.type({ type: t.string }).decode(u),
        E.map(({ type }) => type),
      )
      if (E.isLeft(type)) return E.left(badLine(line, 'has no `type`'))
      if (!isKnown(type.right)) return E.left(badLine(line, `is of the unknown type \`${type.right}\``))
      const codec: t.Decoder<unknown, Event> = codecs[type.right]
      return pipe(
        codec.decode(u),
        E.mapLeft((errors) => badLine(line, errors[0] === undefined ? 'is malformed' : wanted(type.right, errors[0]))),
      )
    }),
  )

const isKnown = (type: string): type is keyof Codecs => Object.hasOwn(codecs, type)

const wanted = (type: string, { context, value }: t.ValidationError): string => {
  const keys = context.map(({ key }) => key).filter((key) => key !== '')
  return `is a \`${type}\` whose ${keys.join('.')} should be ${context.at(-1)?.type.name ?? 'different'}, not ${JSON.stringify(value)}`
}

const badLine = (line: string, why: string): Issue =>
  issue('events: line', `a line ${why}`, 'a torn or foreign line is passed over; if it comes from training, report it', {
    evidence: [['line', line.length > 80 ? `${line.slice(0, 77)}...` : line]],
  })
