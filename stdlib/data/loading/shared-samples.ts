import type { Category } from '../dataset.ts'
import type { Sample, Samples } from '../samples.ts'
import type { Listed } from '../source.ts'
import { flatTruth, OBJECT, truthIn } from './flat-truth.ts'
import { type SharedTexts, sharedTexts, textsIn } from './shared-texts.ts'

/**
 * Samples in memory that threads see: plain data, which costs nothing to send. `files` are the names of the files, each once; `fileOf` says which is a
 * sample's, and `starts` where its numbers begin.
 */
export interface SharedSamples {
  readonly folder: string
  readonly classes: readonly Category[]
  readonly files: SharedTexts
  readonly fileOf: SharedArrayBuffer
  readonly starts: SharedArrayBuffer
  readonly numbers: SharedArrayBuffer
  /** Are any of them parts of files? */
  readonly parts: boolean
}

/** Numbers before a sample's boxes: id, width, height, whether there is a window and the size of the whole, how many boxes are learned and ignored. */
const HEAD = 7
/** Numbers of a window, and of the size of the whole; they are there where the head says so. */
const WINDOW = 4
const WHOLE = 2

const sizeOf = ({ window, whole, truth, ignored }: Sample): number =>
  HEAD + (window === undefined ? 0 : WINDOW) + (whole === undefined ? 0 : WHOLE) + OBJECT * (truth.boxes.length + ignored.boxes.length)

const numbersOf = ({ id, width, height, window, whole, truth, ignored }: Sample): readonly number[] => [
  id,
  width,
  height,
  Number(window !== undefined),
  Number(whole !== undefined),
  truth.boxes.length,
  ignored.boxes.length,
  ...(window ?? []),
  ...(whole === undefined ? [] : [whole.width, whole.height]),
  ...flatTruth(truth),
  ...flatTruth(ignored),
]

/** Copies samples into shared memory. */
export const sharedSamples = ({ folder, classes, samples }: Samples): SharedSamples => {
  const starts = new Float64Array(new SharedArrayBuffer(8 * (samples.length + 1)))
  samples.forEach((sample, i) => {
    starts[i + 1] = (starts[i] ?? 0) + sizeOf(sample)
  })
  const numbers = new Float64Array(new SharedArrayBuffer(8 * (starts[samples.length] ?? 0)))
  const fileOf = new Int32Array(new SharedArrayBuffer(4 * samples.length))
  const files = new Map<string, number>()
  samples.forEach((sample, i) => {
    numbers.set(numbersOf(sample), starts[i])
    const file = files.get(sample.file) ?? files.size
    files.set(sample.file, file)
    fileOf[i] = file
  })
  return {
    folder,
    classes,
    files: sharedTexts([...files.keys()]),
    fileOf: fileOf.buffer,
    starts: starts.buffer,
    numbers: numbers.buffer,
    parts: samples.some(({ window }) => window !== undefined),
  }
}

const sampleIn = (numbers: Float64Array, start: number, file: string): Sample => {
  const [id = 0, width = 0, height = 0, hasWindow = 0, hasWhole = 0, learned = 0, others = 0] = numbers.subarray(start, start + HEAD)
  const at = start + HEAD
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.subarray(at, at + WINDOW)
  const [wide = 0, high = 0] = numbers.subarray(at + WINDOW * hasWindow, at + WINDOW * hasWindow + WHOLE)
  const boxes = at + WINDOW * hasWindow + WHOLE * hasWhole
  return {
    id,
    file,
    width,
    height,
    ...(hasWindow === 0 ? {} : { window: [x1, y1, x2, y2] }),
    ...(hasWhole === 0 ? {} : { whole: { width: wide, height: high } }),
    truth: truthIn(numbers, boxes, learned),
    ignored: truthIn(numbers, boxes + OBJECT * learned, others),
  }
}

/** The samples there, the same to the last bit, each made when it is asked for. */
export const samplesIn = (shared: SharedSamples): Listed => {
  const [starts, numbers, fileOf] = [new Float64Array(shared.starts), new Float64Array(shared.numbers), new Int32Array(shared.fileOf)]
  const files = textsIn(shared.files)
  return {
    folder: shared.folder,
    classes: shared.classes,
    samples: {
      length: fileOf.length,
      at: (index) => {
        const [start, file] = [starts[index], files.at(fileOf[index] ?? -1)]
        return start === undefined || file === undefined ? undefined : sampleIn(numbers, start, file)
      },
    },
    ...(shared.parts ? { groups: fileOf } : {}),
  }
}
