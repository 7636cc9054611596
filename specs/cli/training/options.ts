import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import type { Aspect } from './aspects.ts'
import { tileOptions } from './tile-options.ts'
import { tiny } from './tiny.ts'

/** Two data folders, the second picture of one without an object of the experiment's classes. */
export interface Folders {
  readonly gap: string
  readonly whole: string
  /** Every second object is ignored by COCO’s rule; `few.json` has one image, and `other` other pictures under the same names. */
  readonly said: string
}

/** By its path, another value of each option, and the aspect of this experiment that shows it. */
export interface Options {
  readonly name: string
  readonly of: Experiment
  readonly by: Aspect
  readonly values: Readonly<Record<string, unknown>>
}

const own = tiny()
const input: Experiment['input'] = { ...own.input, flips: { horizontal: 0, vertical: 0 } }
const training: Experiment['training'] = {
  ...own.training,
  steps: 3,
  schedule: { rate: 0.1, warmUp: { kind: 'linear', steps: 2, ratio: 0.5 }, decay: { kind: 'step', milestones: [1], factor: 0.1 } },
}

/** On scenes, with SET. */
const scenes: Experiment = {
  ...own,
  detector: { ...own.detector, backbone: { kind: 'residual', widths: [4, 4, 8, 8, 8], groups: 2 } },
  method: setAsPublished,
  input,
  training,
}

/** Compiled in a moment. */
const light: Experiment = {
  ...own,
  detector: { ...own.detector, neck: { ...own.detector.neck, from: ['C4', 'C5'] }, head: { convs: 0, groups: null, scales: false } },
  method: { ...setAsPublished, perturbation: null },
  input,
  training: { ...training, optimiser: { kind: 'sgd', momentum: 0, weightDecay: 0, nesterov: false } },
}

/** Light, with all that is drawn anew for a picture. */
const augmented: Experiment = {
  ...light,
  input: {
    ...input,
    augment: {
      copyPaste: { probability: 0.9, copies: 9, size: 20, others: true, overlap: 0.5 },
      mosaic: { probability: 0.5, cell: 40, keep: { part: 0, side: 0 } },
      crop: { probability: 0.5, resize: [50, 60], sides: [20, 50], keep: { part: 0, side: 0 } },
      scales: { sizes: [20, 24, 32], per: 'sample' },
      photometric: { brightness: 32, contrast: [0.5, 1.5], saturation: [0.5, 1.5], hue: 18 },
    },
  },
}

/** On files, with what the others lack. */
const files = ({ gap }: Folders): Experiment => ({
  ...light,
  data: { kind: 'coco', folder: gap, train: 'train', valid: 'valid', empty: 'background' },
  detector: { ...light.detector, assigner: { radius: 1.5, bounds: [8] } },
  method: null,
  training: {
    ...light.training,
    schedule: { ...training.schedule, warmUp: { kind: 'constant', steps: 2, ratio: 0.5 }, decay: { kind: 'cosine' } },
  },
})

/** On files of any format. */
const anyFormat = (folders: Folders): Experiment => {
  const split = (name: string) => ({ path: `${folders.said}/${name}.json`, images: `${folders.said}/${name}` })
  return { ...files(folders), data: { kind: 'files', format: 'coco', train: split('train'), valid: split('valid'), empty: 'background' } }
}

/** On files of which objects are ignored. */
const ignoring = (folders: Folders): Experiment => ({
  ...files(folders),
  data: { kind: 'coco', folder: folders.said, train: 'train', valid: 'valid', empty: 'background', ignored: 'seen' },
})

/** A ResNet, and every extra level. */
const deep: Experiment = {
  ...own,
  detector: {
    ...own.detector,
    backbone: { kind: 'resnet', depth: 50, style: 'pytorch', frozenStages: 1, trainNorm: false },
    neck: { ...own.detector.neck, extra: { kind: 'convolutions', from: 'P5', count: 2, relu: true } },
  },
  training: { ...training, optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4, nesterov: false } },
}

export const options = (folders: Folders): readonly Options[] => [
  {
    name: 'SET',
    of: scenes,
    by: 'step',
    values: {
      'detector.backbone': { kind: 'convolutions', widths: [4, 4, 8, 8, 8] },
      'detector.backbone.widths': [4, 4, 8, 8, 16],
      'detector.backbone.groups': 4,
      'detector.neck.from': ['C3', 'C4', 'C5'],
      'detector.neck.channels': 16,
      'detector.neck.extra': { kind: 'pool' },
      'detector.neck.init': 'xavier',
      'detector.head.convs': 2,
      'detector.head.groups': null,
      'detector.head.scales': true,
      'detector.loss.box': 'diou',
      'detector.loss.weighting': 'centerness',
      method: null,
      'method.mask': 'overlap',
      'method.smoothing': null,
      'method.smoothing.reduction': 2,
      'method.smoothing.kernel': 9,
      'method.smoothing.outerRelu': false,
      'method.smoothing.maskAgain': true,
      'method.smoothing.bias': true,
      'method.perturbation': null,
      'method.perturbation.rho': 2,
      'method.perturbation.norm': 'image',
      'method.perturbation.branchWeight': 1,
      'method.lambda': 2,
      'input.size': 64,
      'training.batch': 3,
      'training.optimiser': { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4, nesterov: false },
      'training.optimiser.betas': [0.9, 0.99],
      'training.optimiser.epsilon': 1e-6,
      'training.optimiser.weightDecay': 1e-3,
      'training.clip': null,
      'training.biases.rate': 2,
      'training.biases.decay': false,
    },
  },
  {
    name: 'a ResNet',
    of: deep,
    by: 'step',
    values: {
      'detector.backbone.depth': 101,
      'detector.backbone.style': 'caffe',
      'detector.backbone.frozenStages': 2,
      'detector.backbone.trainNorm': true,
      'detector.neck.extra': { kind: 'pool' },
      'detector.neck.extra.from': 'C5',
      'detector.neck.extra.count': 1,
      'detector.neck.extra.relu': false,
      'training.optimiser.momentum': 0.8,
      'training.optimiser.weightDecay': 1e-3,
      'training.optimiser.nesterov': true,
    },
  },
  { name: 'files', of: files(folders), by: 'step', values: { classes: [{ id: 1, name: 'bar' }] } },
  {
    name: 'scenes',
    of: light,
    by: 'fed',
    values: {
      seed: 4,
      'detector.assigner.radius': 0.25,
      'detector.assigner.bounds': [8],
      'method.mask': 'overlap',
      'data.size': 72,
      'data.objects': [3, 3],
      'data.sides': [12, 16],
      'data.shapes': ['disc', 'cross'],
      'data.contrast': 0.5,
      'data.train': 5,
      'data.valid': 2,
      'data.seed': 2,
      'input.normalise': 'imagenet',
      'input.flips.horizontal': 1,
      'input.flips.vertical': 1,
      'training.steps': 4,
      'training.sampling': 'replacement',
      'training.schedule.rate': 0.2,
      'training.schedule.warmUp': null,
      'training.schedule.warmUp.steps': 1,
      'training.schedule.warmUp.ratio': 0.1,
      'training.schedule.decay': { kind: 'constant' },
      'training.schedule.decay.milestones': [2],
      'training.schedule.decay.factor': 0.5,
    },
  },
  {
    name: 'augmented scenes',
    of: augmented,
    by: 'fed',
    values: {
      'input.augment.copyPaste.probability': 0,
      'input.augment.copyPaste.copies': 1,
      'input.augment.copyPaste.size': 14,
      'input.augment.copyPaste.others': false,
      'input.augment.copyPaste.overlap': 0,
      'input.augment.mosaic.probability': 1,
      'input.augment.mosaic.cell': 50,
      'input.augment.mosaic.keep.part': 0.9,
      'input.augment.mosaic.keep.side': 10,
      'input.augment.crop.probability': 1,
      'input.augment.crop.resize': null,
      'input.augment.crop.sides': [20, 30],
      'input.augment.crop.keep.part': 0.9,
      'input.augment.crop.keep.side': 10,
      'input.augment.scales.sizes': [16, 32],
      'input.augment.scales.per': 'batch',
      'input.augment.photometric.brightness': 0,
      'input.augment.photometric.contrast': [1, 1],
      'input.augment.photometric.saturation': [1, 1],
      'input.augment.photometric.hue': 90,
    },
  },
  {
    name: 'files',
    of: files(folders),
    by: 'fed',
    values: {
      data: own.data,
      'data.folder': folders.whole,
      'data.train': 'valid',
      'data.valid': 'train',
      'data.empty': 'drop',
      'detector.assigner.bounds': [4],
      'input.resize': 'keep-ratio',
      'training.schedule.warmUp': { kind: 'linear', steps: 2, ratio: 0.5 },
      'training.schedule.warmUp.steps': 1,
      'training.schedule.warmUp.ratio': 0.1,
    },
  },
  {
    name: 'any format',
    of: anyFormat(folders),
    by: 'fed',
    values: {
      data: own.data,
      'data.format': 'aitod',
      'data.train.path': `${folders.said}/few.json`,
      'data.train.images': `${folders.said}/other`,
      'data.valid.path': `${folders.said}/few.json`,
      'data.valid.images': `${folders.said}/other`,
      'data.empty': 'drop',
    },
  },
  {
    name: 'files with ignored objects',
    of: ignoring(folders),
    by: 'split',
    values: { 'data.ignored': 'erased' },
  },
  { name: 'any format', of: anyFormat(folders), by: 'split', values: { 'data.ignored': 'erased' } },
  ...tileOptions(files(folders)),
  { name: 'scenes', of: light, by: 'told', values: { name: 'another', 'training.checkpointEvery': 1, 'training.evaluateEvery': 1 } },
  {
    name: 'scenes',
    of: light,
    by: 'found',
    values: { 'test.score': 'product', 'test.scoreThreshold': 0.5, 'test.candidates': 3, 'test.nms': 0.2, 'test.maxDetections': 3 },
  },
  { name: 'scenes', of: light, by: 'measured', values: { 'test.protocol': 'coco', 'test.maxDets': [1, 2], 'test.scale': 'input' } },
]
