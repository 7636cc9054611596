import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent, type Event, type Metrics } from '../../cli/events.ts'
import { issue } from '../../dsl/core/issue.ts'

const fraction = fc.option(fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }), { nil: null })
const real = fc.oneof(fc.constant(NaN), fc.double({ noNaN: true, noDefaultInfinity: true })).map((x) => (Object.is(x, -0) ? 0 : x))
const metrics: fc.Arbitrary<Metrics> = fc.record({
  AP: fraction,
  AP50: fraction,
  AP75: fraction,
  APvt: fraction,
  APt: fraction,
  APs: fraction,
  APm: fraction,
})
const problem = fc.record({
  code: fc.string(),
  message: fc.string(),
  hint: fc.string(),
  path: fc.array(fc.string()),
  evidence: fc.array(fc.tuple(fc.string(), fc.string())),
})
const head = { name: fc.string(), seed: fc.nat(), target: fc.string(), steps: fc.nat() }
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ type: fc.constant('started' as const), ...head, firstStep: fc.nat(), parameters: fc.nat(), peakBytes: fc.nat() }),
  fc.record({
    type: fc.constant('progress' as const),
    step: fc.nat(),
    losses: fc.dictionary(
      fc.string().filter((k) => k !== '__proto__'),
      real,
      { noNullPrototype: true },
    ),
    gradientNorm: real,
    learningRate: real,
    imagesPerSecond: real,
    secondsLeft: real,
  }),
  real.map((waiting) => ({
    type: 'progress' as const,
    step: 1,
    losses: {},
    gradientNorm: 1,
    learningRate: 1,
    imagesPerSecond: 1,
    secondsLeft: 1,
    waiting,
  })),
  fc.record({ type: fc.constant('evaluated' as const), step: fc.nat(), metrics }),
  fc.record({ type: fc.constant('checkpoint' as const), step: fc.nat(), file: fc.string() }),
  fc.record({ type: fc.constant('warning' as const), issue: problem }),
  fc.record({ type: fc.constant('failed' as const), issue: problem }),
  fc.record({ type: fc.constant('stopped' as const), step: fc.nat() }),
  fc.record({ type: fc.constant('finished' as const), summary: fc.record({ ...head, seconds: fc.nat(), metrics }) }),
)
const law = <A>(arbitrary: fc.Arbitrary<A>, holds: (a: A) => void): void => {
  fc.assert(fc.property(arbitrary, holds), { numRuns: 200 })
}
const wrong = (line: string): string => {
  const read = decodeEvent(line)
  return E.isLeft(read) ? read.left.message : 'no issue'
}

describe('events', () => {
  it('come back from their line as they were, a number that is not finite as NaN', () => {
    law(event, (e) => {
      expect(decodeEvent(encodeEvent(e))).toEqual(E.right(e))
    })
  })
  it('take one line each', () => {
    law(event, (e) => {
      expect(encodeEvent(e).indexOf('\n')).toBe(encodeEvent(e).length - 1)
    })
  })
  it('are never read from a torn line, and never crash on one', () => {
    law(fc.tuple(event, fc.nat()), ([e, n]) => {
      const line = encodeEvent(e).trimEnd()
      expect(E.isLeft(decodeEvent(line.slice(0, n % line.length)))).toBe(true)
    })
  })
  it('are never read from any other text', () => {
    law(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(E.isLeft(decodeEvent(line))).toBe(true)
    })
  })
  it('let unknown keys pass', () => {
    expect(E.isRight(decodeEvent('{"type":"stopped","step":7,"why":"asked"}'))).toBe(true)
  })
  it('say which key is wrong and what it should be', () => {
    expect(wrong('{"type":"stopped","step":"7"}')).toBe('a line is a `stopped` whose step should be number, not "7"')
    expect(wrong('{"type":"evaluated","step":1,"metrics":{"AP":1}}')).toContain('metrics.AP50 should be number or null, not undefined')
    expect(wrong('{"type":"toString"}')).toBe('a line is of the unknown type `toString`')
    expect(wrong('{"step":1}')).toBe('a line has no `type`')
    expect(wrong('oops')).toBe('a line is no JSON')
  })
  it('keep an issue whole', () => {
    const i = issue('data: image', 'bad', 'look', { path: ['a'], evidence: [['x', '1']] })
    expect(decodeEvent(encodeEvent({ type: 'warning', issue: i }))).toEqual(E.right({ type: 'warning', issue: i }))
  })
})
