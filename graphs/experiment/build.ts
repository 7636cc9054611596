import type { Outputs } from '../../dsl/core/graph.ts'
import type { Procedure } from '../../dsl/core/procedure.ts'
import { input } from '../../dsl/ops/leaf.ts'
import { boundedLevels, type FcosLevel, fcosLevels } from '../../stdlib/assign/levels.ts'
import { type Images, type Level, levelsOf, type Pyramid, strideOf } from '../../stdlib/nn/feature.ts'
import { adamw } from '../../stdlib/optim/adamw.ts'
import type { Optimiser } from '../../stdlib/optim/optimiser.ts'
import { sgd } from '../../stdlib/optim/sgd.ts'
import { convolutions } from '../backbones/convolutions.ts'
import { residual } from '../backbones/residual.ts'
import { resnet } from '../backbones/resnet.ts'
import type { FiveStages } from '../backbones/stage.ts'
import type { Detector, Prediction } from '../detectors/detector.ts'
import { fcos, type FcosBranch } from '../detectors/fcos.ts'
import { extraLevels, pooledLevel, sixthLevel } from '../necks/extra-levels.ts'
import { fpn } from '../necks/fpn.ts'
import { set } from '../set/set.ts'
import { trainingStep } from '../training-step.ts'
import type { Experiment } from './codec.ts'
import { imagesFeed, outputName } from './names.ts'

type Spec = Experiment['detector']

const backbone = (b: Spec['backbone']): ((images: Images) => FiveStages) => {
  switch (b.kind) {
    case 'residual':
      return residual(b)
    case 'convolutions':
      return convolutions(b)
    case 'resnet':
      return resnet(b)
  }
}

/** The neck on the levels that it is built from: data decide here what types decide in code. */
const neck =
  ({ from, extra, ...o }: Spec['neck']) =>
  ({ C2, C3, C4, C5 }: FiveStages): Pyramid<Level> => {
    const more = <L extends string>(p: Pyramid<L | 'P5'>): Pyramid<Level> => {
      if (extra === null) return p
      if (extra.kind === 'pool') return pooledLevel(p)
      const source = extra.from === 'C5' ? C5 : p.P5
      return extra.count === 1 ? sixthLevel(o)(p, source) : extraLevels({ ...o, relu: extra.relu })(p, source)
    }
    switch (from[0]) {
      case 'C2':
        return more(fpn(o)({ C2, C3, C4, C5 }))
      case 'C3':
        return more(fpn(o)({ C3, C4, C5 }))
      case 'C4':
        return more(fpn(o)({ C4, C5 }))
      default:
        return more(fpn(o)({ C5 }))
    }
  }

/** The detector of an experiment, without its method. */
export const plainDetectorOf = (e: Pick<Experiment, 'detector' | 'classes'>): Detector<Level, FcosBranch> => {
  const body = backbone(e.detector.backbone)
  const levels = neck(e.detector.neck)
  return fcos({ features: (images) => levels(body(images)), classes: e.classes.length, loss: e.detector.loss, ...e.detector.head })
}

/** The detector of an experiment, trained as its method says. */
export const detectorOf = (e: Pick<Experiment, 'detector' | 'classes' | 'method'>): Detector<Level, FcosBranch> => {
  const plain = plainDetectorOf(e)
  return e.method === null ? plain : set(e.method)(plain)
}

const images = (e: Pick<Experiment, 'input'>, batch: number): Images => input(imagesFeed, [batch, e.input.size, e.input.size, 3])

/** The maps of the detector's levels at the experiment's input size, fine to coarse, with the points and ranges of its assigner. */
export const levelsAt = (
  e: Pick<Experiment, 'detector' | 'classes' | 'method' | 'input'>,
): readonly (FcosLevel & { readonly level: Level })[] => {
  const features = detectorOf(e).features(images(e, 1))
  const maps = levelsOf(features).map((level) => {
    const [, height = 0, width = 0] = features[level]?.shape ?? []
    return { level, stride: strideOf(level), height, width }
  })
  const { bounds } = e.detector.assigner
  return bounds === null ? fcosLevels(maps) : boundedLevels(maps, bounds)
}

const optimiserOf = (o: Experiment['training']['optimiser']): Optimiser => (o.kind === 'adamw' ? adamw(o) : sgd(o))

/** The training step of an experiment. */
export const trainingOf = (e: Experiment): Procedure =>
  trainingStep({
    objective: detectorOf(e).objective(images(e, e.training.batch)),
    optimiser: optimiserOf(e.training.optimiser),
    clip: e.training.clip,
    biases: e.training.biases,
  })

/** Inference of an experiment on `batch` images: the head's raw outputs. The method is not in it. */
export const inferenceOf = (e: Pick<Experiment, 'detector' | 'classes' | 'method' | 'input'>, batch: number): Procedure => {
  const detector = detectorOf(e)
  const features = detector.features(images(e, batch))
  const predictions = Object.entries<Prediction>(detector.predictions(features))
  const outputs: Outputs = Object.fromEntries(
    predictions.flatMap(([level, p]) => [
      [outputName(level, 'logits'), p.logits],
      [outputName(level, 'sides'), p.sides],
      [outputName(level, 'centerness'), p.centerness],
    ]),
  )
  return { outputs, updates: {} }
}
