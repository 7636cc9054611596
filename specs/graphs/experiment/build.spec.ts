import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../dsl/compile/compile.ts'
import { equalGraphs } from '../../../dsl/compile/key.ts'
import { topological } from '../../../dsl/core/graph.ts'
import { flatten } from '../../../dsl/core/procedure.ts'
import { isHost } from '../../../dsl/ops/host.ts'
import { experiments as demo } from '../../../examples/demo.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import { levelsAt, inferenceOf, trainingOf } from '../../../graphs/experiment/build.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { experiment, setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { keptByProcedure } from '../../../stdlib/nn/leaves.ts'

type Neck = Experiment['detector']['neck']
const small = experiment({
  name: 'small',
  classes: [{ id: 1, name: 'pup' }],
  data: { kind: 'coco', folder: 'seals', train: 'train', valid: 'valid', empty: 'background' },
  method: setAsPublished,
})
const built = (from: Neck['from'], extra: Neck['extra'], size: number): Experiment => ({
  ...small,
  input: { ...small.input, size },
  detector: { ...small.detector, neck: { ...small.detector.neck, from, extra } },
})

const convolutions = (from: 'P5' | 'C5', count: 1 | 2, relu: boolean): Neck['extra'] => ({ kind: 'convolutions', from, count, relu })

/** Necks, and the sides of their maps on 100 pixels: halves, rounded up. */
const necks: readonly (readonly [Neck['from'], Neck['extra'], Readonly<Record<string, number>>])[] = [
  [['C2', 'C3', 'C4', 'C5'], null, { P2: 25, P3: 13, P4: 7, P5: 4 }],
  [['C2', 'C3', 'C4', 'C5'], { kind: 'pool' }, { P2: 25, P3: 13, P4: 7, P5: 4, P6: 2 }],
  [['C2', 'C3', 'C4', 'C5'], convolutions('P5', 1, false), { P2: 25, P3: 13, P4: 7, P5: 4, P6: 2 }],
  [['C3', 'C4', 'C5'], convolutions('P5', 2, true), { P3: 13, P4: 7, P5: 4, P6: 2, P7: 1 }],
  [['C3', 'C4', 'C5'], convolutions('C5', 2, false), { P3: 13, P4: 7, P5: 4, P6: 2, P7: 1 }],
  [['C4', 'C5'], null, { P4: 7, P5: 4 }],
  [['C5'], null, { P5: 4 }],
]

describe.each(necks)('a detector on %j, extra levels: %j', (from, extra, sides) => {
  const e = built(from, extra, 100)

  it('has the levels that its neck makes, on sizes that do not halve evenly too', () => {
    expect(Object.fromEntries(levelsAt(e).map(({ level, height }) => [level, height]))).toEqual(sides)
    expect(levelsAt(e).every(({ level, stride, height, width }) => stride === 2 ** Number(level.slice(1)) && height === width)).toBe(true)
  })

  it('trains with SET, and infers without', () => {
    expect(E.isRight(compile(reference.table)(trainingOf(e)))).toBe(true)
    expect(equalGraphs(inferenceOf(e, 2).outputs, inferenceOf({ ...e, method: null }, 2).outputs)).toBe(true)
  })
})

describe('the training step of the demo', () => {
  it.each(demo.map((e) => [e.name, e] as const))('has no host function: %s', (_, e) => {
    const nodes = topological(Object.values(flatten(trainingOf(e))))
    expect(nodes.filter((x) => isHost(x.primitive))).toEqual([])
  })
})

describe('the state of an experiment', () => {
  const kept = (optimiser: Experiment['training']['optimiser']): readonly string[] => {
    const { state } = keptByProcedure(trainingOf({ ...small, training: { ...small.training, optimiser } }))
    return [...new Set(state.map(({ name }) => name.split('.', 2).join('.')))].sort()
  }
  it('is that of its optimiser: moments and corrections for AdamW, a momentum for SGD, or nothing', () => {
    const adamw = ['optimiser.correction1', 'optimiser.correction2', 'optimiser.firstMoment', 'optimiser.secondMoment']
    expect(kept({ kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 })).toEqual(adamw)
    expect(kept({ kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false })).toEqual(['optimiser.momentum'])
    expect(kept({ kind: 'sgd', momentum: 0, weightDecay: 0, nesterov: false })).toEqual([])
  })
})

describe('an experiment whose numbers do not fit', () => {
  const codes = (e: Experiment): readonly string[] => {
    const compiled = compile(reference.table)(trainingOf(e))
    return E.isLeft(compiled) ? [...new Set(compiled.left.map((i) => i.code))] : []
  }
  it('is refused where groups do not divide the channels, or the smoothing block would have none', () => {
    expect(codes({ ...small, detector: { ...small.detector, head: { convs: 1, groups: 7, scales: false } } })).toEqual(['reshape C2'])
    const { smoothing } = setAsPublished
    if (smoothing !== null)
      expect(codes({ ...small, method: { ...setAsPublished, smoothing: { ...smoothing, reduction: 65 } } })).toContain('parameter C1')
  })
})
