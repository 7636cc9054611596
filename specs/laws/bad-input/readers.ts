import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import sharp from 'sharp'
import { evaluateFiles } from '../../../cli/evaluate.ts'
import { loadExperiments } from '../../../cli/experiments.ts'
import type { Issue } from '../../../dsl/core/issue.ts'
import { decodeExperiments } from '../../../graphs/experiment/codec.ts'
import { readCheckpoint } from '../../../stdlib/checkpoint/file.ts'
import { encode } from '../../../stdlib/checkpoint/safetensors.ts'
import { detectFormat } from '../../../stdlib/data/formats/recognise.ts'
import { formats } from '../../../stdlib/data/formats/index.ts'
import { type FormatName, isFormatName } from '../../../stdlib/data/formats/names.ts'
import { readImage } from '../../../stdlib/data/image.ts'
import { openFiles } from '../../../stdlib/data/open-files.ts'
import { tiny } from '../../cli/training/tiny.ts'
import { record, tar } from '../../stdlib/data/shards/tars.ts'
import type { Reader } from './law.ts'

type Files = Reader['files']

const told = async (task: TE.TaskEither<Issue | readonly Issue[], unknown>): Promise<readonly Issue[]> => {
  const found = await task()
  return E.isRight(found) ? [] : 'code' in found.left ? [found.left] : found.left
}

/** A format reads the first file, or the folder of it where `folder` says so; everything that is not fatal in a sound file may be told. */
export const ofFormat =
  (format: FormatName, place: (file: string, folder: string) => string, split?: string) =>
  (file: string, folder: string): Promise<readonly Issue[]> =>
    pipe(
      formats[format].read({ path: place(file, folder), images: join(folder, 'images'), ...(split === undefined ? {} : { split }) }),
      TE.match(
        (found) => [found],
        ({ faults }) => faults.map(({ issue }) => issue),
      ),
    )()

const whole = (file: string): string => file
const above = (_: string, folder: string): string => folder

const grey = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#765' } })
const png = await grey(60, 40).png().toBuffer()
const jpeg = await grey(60, 40).jpeg().toBuffer()

const coco = (names: readonly string[], more: object = {}): string =>
  JSON.stringify(
    {
      images: [1, 2].map((id) => ({ id, file_name: `${id}.png`, width: 60, height: 40 })),
      annotations: [1, 2, 3].map((id) => ({
        id,
        image_id: 1 + (id % 2),
        category_id: 1,
        bbox: [id, 2, 10.5, 8],
        area: 84,
        iscrowd: 0,
        segmentation: [[id, 2, id + 10.5, 2, id + 10.5, 10, id, 10]],
        ...more,
      })),
      categories: names.map((name, i) => ({ id: i + 1, name })),
    },
    null,
    1,
  )

const aitod = ['airplane', 'bridge', 'storage-tank', 'ship', 'swimming-pool', 'vehicle', 'person', 'wind-mill']
const persons = coco(['sea_person', 'earth_person'], { ignore: false, uncertain: true, logo: false, in_dense_image: false })
const dota = 'imagesource:GoogleEarth\ngsd:0.139\n1 1 20 1 20 9 1 9 plane 0\n3 30 9 24 15 30 9 36 ship 1\n'
const yaml = "path: .\nnc: 2\nnames:\n  0: ship\n  1: 'car' # or van\n"
const object = (x: number): string =>
  `<object><name>ship</name><difficult>0</difficult><bndbox><xmin>${x}</xmin><ymin>2</ymin><xmax>30</xmax><ymax>20</ymax></bndbox></object>\n`
const voc = `<?xml version="1.0"?>\n<annotation>\n<filename>1.png</filename>\n<size><width>60</width><height>40</height></size>\n${object(1)}${object(5)}</annotation>\n`
const images: Files = [
  ['images/1.png', png],
  ['images/2.png', png],
]

/** A sound data set of each format; its first file is changed. */
export const ofFormats: Readonly<Record<string, readonly [place: (file: string, folder: string) => string, files: Files]>> = {
  coco: [whole, [['a.json', coco(['ship', 'car'])], ...images]],
  aitod: [whole, [['a.json', coco(aitod)], ...images]],
  tinyperson: [whole, [['a.json', persons], ...images]],
  'tinyperson-all': [whole, [['a.json', persons], ...images]],
  'tinyperson-sea': [whole, [['a.json', persons], ...images]],
  'tinyperson-earth': [whole, [['a.json', persons], ...images]],
  seaperson: [whole, [['a.json', persons], ...images]],
  visdrone: [above, [['annotations/1.txt', '1,2,10,8,1,4,0,0\n20,2,10,8,0,1,1,2\n0,30,60,10,0,0,0,0\n'], ...images.slice(0, 1)]],
  yolo: [above, [['labels/1.txt', '0 .5 .5 .2 .3\n1 .1 .1 .2 .1 .2 .2 .1 .2\n'], ['data.yaml', yaml], ...images.slice(0, 1)]],
  'yolo names': [above, [['data.yaml', yaml], ['labels/1.txt', '0 .5 .5 .2 .3\n'], ...images.slice(0, 1)]],
  voc: [above, [['Annotations/1.xml', voc], ...images.slice(0, 1)]],
  ...Object.fromEntries(
    ['dota', 'dota-v1', 'dota-v1.5', 'dota-v2'].map((name) => [name, [above, [['labelTxt/1.txt', dota], ...images.slice(0, 1)]]] as const),
  ),
}

const detections = JSON.stringify(
  [1, 2, 3, 4].map((i) => ({ image_id: 1 + (i % 2), category_id: 1, bbox: [i, 2, 10, 8], score: 1 / i })),
  null,
  1,
)
const weights = E.getOrElse((): Uint8Array => new Uint8Array(0))(
  encode({
    tensors: new Map([
      ['a.weight', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['b', { dtype: 'I32', shape: [1], data: Int32Array.of(7) }],
    ]),
    metadata: new Map([['step', '3']]),
  }),
)
const evaluated = (file: 'groundTruth' | 'detections') => (changed: string, folder: string) =>
  told(
    evaluateFiles({
      protocol: 'aitod',
      groundTruth: join(folder, 'truth.json'),
      detections: join(folder, 'found.json'),
      [file]: changed,
    }),
  )

const shard = tar(
  { type: 'x', content: record('path', 'ü.png') },
  { content: png },
  { type: 'L', content: `${'f/'.repeat(80)}1.png\0` },
  { content: jpeg },
  { name: '2.txt', content: '1 2 3' },
)

/** Everything that reads a file from outside. A new reader is one line. */
export const readers: readonly Reader[] = [
  ...Object.entries(ofFormats).flatMap(([name, [place, files]]) =>
    [name.split(' ')[0] ?? ''].filter(isFormatName).map((format) => ({ name, files, read: ofFormat(format, place) })),
  ),
  ...(
    [
      [
        'a list of Pascal VOC',
        'voc',
        ['ImageSets/Main/train.txt', '1\nimages/2.png\n'],
        [
          ['Annotations/1.xml', voc],
          ['Annotations/2.xml', voc],
        ],
      ],
      [
        'a data.yaml',
        'yolo',
        ['data.yaml', `train: [images, more.txt]\nval: images\n${yaml}`],
        [
          ['labels/1.txt', ''],
          ['more.txt', './images/1.png\n'],
        ],
      ],
      [
        'a list of YOLO',
        'yolo',
        ['train.txt', './images/1.png\nimages/2.png\n'],
        [
          ['labels/1.txt', ''],
          ['classes.txt', 'ship'],
        ],
      ],
    ] as const
  ).map(([name, format, list, others]) => ({ name, files: [list, ...others, ...images], read: ofFormat(format, above, 'train') })),
  {
    name: 'ground truth',
    files: [
      ['truth.json', coco(['ship'])],
      ['found.json', detections],
    ],
    read: evaluated('groundTruth'),
  },
  {
    name: 'detections',
    files: [
      ['found.json', detections],
      ['truth.json', coco(['ship'])],
    ],
    read: evaluated('detections'),
  },
  ...(['visdrone', 'dota'] as const).map((protocol) => ({
    name: `results of ${protocol} in text`,
    files: [
      protocol === 'dota'
        ? (['found/Task2_ship.txt', '1 .9 1 2 20 12\n2 .8 3 4 10 9\n'] as const)
        : (['found/1.txt', '1,2,10,8,.9,1,-1,-1\n20,2,10,8,.5,1,-1,-1\n'] as const),
      ['truth.json', coco(['ship'])] as const,
    ],
    read: (_: string, folder: string) =>
      told(evaluateFiles({ protocol, groundTruth: join(folder, 'truth.json'), detections: join(folder, 'found') })),
  })),
  ...Object.entries(ofFormats).map(([name, [place, files]]) => ({
    name: `guessing the format of ${name}`,
    files,
    read: (file: string, folder: string) => told(detectFormat(place(file, folder))),
  })),
  {
    name: 'experiments',
    files: [['a.json', JSON.stringify([tiny()], null, 1)]],
    read: (file) => told(loadExperiments(decodeExperiments)(file)),
  },
  { name: 'safetensors', files: [['a.safetensors', weights]], read: (file) => told(readCheckpoint(file)) },
  {
    name: 'tar shards',
    files: [['0.tar', shard]],
    read: (file) =>
      told(
        pipe(
          openFiles(file),
          TE.chain((files) => files.bytes('ü.png')),
        ),
      ),
  },
  {
    name: 'annotations in tar shards',
    files: [['0.tar', tar({ name: '1.png', content: png }, { name: '1.txt', content: '1,2,10,8,1,4,0,0\n' })]],
    read: (file) =>
      pipe(
        formats.visdrone.read({ path: file }),
        TE.match(
          (found) => [found],
          ({ faults }) => faults.map(({ issue }) => issue),
        ),
      )(),
  },
  ...(await Promise.all(
    (['png', 'jpeg', 'webp', 'tiff', 'gif'] as const).map(async (format) => ({
      name: format,
      files: [[`a.${format}`, await grey(60, 40).toFormat(format).toBuffer()]] as const,
      read: (file: string) => told(readImage(file, { width: 60, height: 40 })),
    })),
  )),
]
