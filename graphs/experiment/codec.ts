import * as E from 'fp-ts/lib/Either.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { exact, exactWith, issuesOf, oneOf } from '../../dsl/core/exact.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { MaskKind } from '../../stdlib/boxes/mask.ts'
import { Sampling } from '../../stdlib/data/sampling.ts'
import { disagreements } from './agreement.ts'
import { Classes, Data } from './data.ts'
import { Input } from './input.ts'
import { Tiles } from './tiles.ts'
import {
  refined,
  Positive,
  NotNegative,
  Fraction,
  BelowOne,
  Count,
  Width,
  Whole,
  Layers,
  Odd,
  Text,
  nullOr,
  listOf,
  pairOf,
  Widths,
  only,
} from './fields.ts'

const Backbone = oneOf(
  {
    residual: exact({ kind: only('residual'), widths: Widths, groups: Count }, 'residual'),
    convolutions: exact({ kind: only('convolutions'), widths: Widths }, 'convolutions'),
    resnet: exact(
      {
        kind: only('resnet'),
        depth: t.union([t.literal(50), t.literal(101)], '50 or 101'),
        style: t.keyof({ pytorch: null, caffe: null }, 'pytorch or caffe'),
        frozenStages: t.union([t.literal(0), t.literal(1), t.literal(2), t.literal(3), t.literal(4)], 'a whole number from 0 to 4'),
        trainNorm: t.boolean,
      },
      'resnet',
    ),
  },
  'backbone',
)

const Extra = oneOf(
  {
    pool: exact({ kind: only('pool') }, 'pool'),
    convolutions: exact(
      {
        kind: only('convolutions'),
        from: t.keyof({ P5: null, C5: null }, 'P5 or C5'),
        count: t.union([t.literal(1), t.literal(2)], '1 or 2'),
        relu: t.boolean,
      },
      'convolutions',
    ),
  },
  'extra',
)

const BackboneLevel = t.keyof({ C2: null, C3: null, C4: null, C5: null }, 'one of C2, C3, C4, C5')

/**
 * `from` are consecutive levels up to C5. `extra` adds P6, or P6 and P7: every second cell of P5 (`pool`), or convolutions of the last level of
 * the neck or of the backbone, the second on the positive part of the first where `relu` says so.
 */
const Neck = refined(
  exact(
    {
      kind: only('fpn'),
      from: listOf(BackboneLevel, 'levels of the backbone'),
      channels: Width,
      extra: nullOr(Extra),
      init: t.keyof({ kaiming: null, xavier: null }, 'kaiming or xavier'),
    },
    'fpn',
  ),
  'an fpn from consecutive levels up to C5',
  ({ from }) => ['C2,C3,C4,C5', 'C3,C4,C5', 'C4,C5', 'C5'].includes(from.join()),
)

const Detector = oneOf(
  {
    fcos: exact(
      {
        kind: only('fcos'),
        backbone: Backbone,
        neck: Neck,
        head: exact({ convs: Layers, groups: nullOr(Count), scales: t.boolean }, 'head'),
        /**
         * `bounds` null: torchvision's points, in the corners of cells, and its ranges, open, from the strides. Else mmdetection's: points in the
         * centres of cells, closed ranges between these bounds in pixels.
         */
        assigner: exact({ radius: Positive, bounds: nullOr(t.readonlyArray(Positive, 'bounds in pixels')) }, 'assigner'),
        loss: exact(
          {
            box: t.keyof({ giou: null, diou: null }, 'giou or diou'),
            weighting: t.keyof({ positives: null, centerness: null }, 'positives or centerness'),
          },
          'loss',
        ),
      },
      'fcos',
    ),
  },
  'detector',
)

const Smoothing = exact(
  {
    reduction: Count,
    kernel: t.union([only('eq4'), Odd], 'eq4 or a positive odd number'),
    outerRelu: t.boolean,
    maskAgain: t.boolean,
    bias: t.boolean,
  },
  'smoothing',
)
const Perturbation = exact(
  {
    rho: NotNegative,
    norm: t.keyof({ batch: null, image: null }, 'batch or image'),
    branchWeight: t.union([only('mean'), NotNegative], 'mean or a number'),
  },
  'perturbation',
)
const Method = oneOf(
  {
    set: exact(
      { kind: only('set'), mask: MaskKind, smoothing: nullOr(Smoothing), perturbation: nullOr(Perturbation), lambda: NotNegative },
      'set',
    ),
  },
  'method',
)

const Optimiser = oneOf(
  {
    adamw: exact(
      { kind: only('adamw'), betas: pairOf(BelowOne, 'two numbers from 0 to below 1'), epsilon: Positive, weightDecay: NotNegative },
      'adamw',
    ),
    sgd: exact({ kind: only('sgd'), momentum: BelowOne, weightDecay: NotNegative, nesterov: t.boolean }, 'sgd'),
  },
  'optimiser',
)
const WarmUp = oneOf(
  {
    constant: exact({ kind: only('constant'), steps: Count, ratio: Fraction }, 'constant'),
    linear: exact({ kind: only('linear'), steps: Count, ratio: Fraction }, 'linear'),
  },
  'warm-up',
)
const Decay = oneOf(
  {
    constant: exact({ kind: only('constant') }, 'constant'),
    cosine: exact({ kind: only('cosine') }, 'cosine'),
    step: exact({ kind: only('step'), milestones: t.readonlyArray(Whole, 'steps'), factor: Positive }, 'step'),
  },
  'decay',
)

const Training = exact(
  {
    steps: Count,
    batch: Width,
    sampling: Sampling,
    optimiser: Optimiser,
    schedule: exact({ rate: Positive, warmUp: nullOr(WarmUp), decay: Decay }, 'schedule'),
    clip: nullOr(Positive),
    /** The biases of convolutions: a multiple of the learning rate, and whether they decay. */
    biases: exact({ rate: Positive, decay: t.boolean }, 'biases'),
    checkpointEvery: Count,
    /** Steps between evaluations on the way; null for the last one only. */
    evaluateEvery: nullOr(Count),
  },
  'training',
)

const Test = exact(
  {
    score: t.keyof({ root: null, product: null }, 'root or product'),
    scoreThreshold: Fraction,
    candidates: Count,
    nms: Fraction,
    maxDetections: Count,
    protocol: t.keyof(
      { coco: null, aitod: null, visdrone: null, dota: null, tinyperson: null, voc: null },
      'coco, aitod, visdrone, dota, tinyperson or voc',
    ),
    maxDets: listOf(Count, 'numbers of detections'),
    /** The scale at which sizes count: that of the network's input, or of the original images. */
    scale: t.keyof({ input: null, original: null }, 'input or original'),
  },
  'test',
)

export const Experiment = exactWith(
  {
    name: Text,
    seed: Whole,
    classes: Classes,
    detector: Detector,
    method: nullOr(Method),
    data: Data,
    input: Input,
    training: Training,
    test: Test,
  },
  { tiles: Tiles },
  'experiment',
)

/** A detector, its training and its test, as data: what experiment.json holds. */
export type Experiment = t.TypeOf<typeof Experiment>

const agreeing = (e: Experiment): E.Either<NEA.NonEmptyArray<Issue>, Experiment> => {
  const [first, ...rest] = disagreements(e)
  return first === undefined ? E.right(e) : E.left([first, ...rest])
}

/** Decodes one experiment or a list of them; a key that is not known is refused, and its nearest known key named. */
export const decodeExperiments = (u: unknown): E.Either<NEA.NonEmptyArray<Issue>, NEA.NonEmptyArray<Experiment>> => {
  const list: readonly unknown[] = Array.isArray(u) ? u : [u]
  if (list.length === 0)
    return E.left([issue('experiment: none', 'an experiment is wanted, but the list is empty', 'write an experiment into it')])
  const [first, ...rest] = list
  return pipe(
    NEA.concat(rest)([first]),
    NEA.traverse(E.getApplicativeValidation(NEA.getSemigroup<Issue>()))((x) =>
      pipe(Experiment.decode(x), E.mapLeft(issuesOf('experiment')), E.chain(agreeing)),
    ),
  )
}
