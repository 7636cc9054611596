import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../../../../dsl/core/issue.ts'
import { decodeCoco } from '../../../../../stdlib/data/formats/coco/json.ts'
import { cocoDataset } from '../../../../../stdlib/data/formats/coco/dataset.ts'
import { sound } from '../../../../../stdlib/data/fault.ts'
import { type Choice, type Samples, samplesOf } from '../../../../../stdlib/data/samples.ts'

export const image = (id: number, file_name = `${id}.png`) => ({ id, file_name, width: 20, height: 10 })
export const annotation = (image_id: number, category_id: number, bbox: readonly unknown[], more = {}) => ({
  image_id,
  category_id,
  bbox,
  ...more,
})
export const categories = [
  { id: 7, name: 'ship' },
  { id: 2, name: 'car' },
]
export const base = { images: [image(1), image(2)], annotations: [annotation(1, 7, [1, 2, 3, 4])], categories }

export const readingOf = (text: string) =>
  pipe(decodeCoco('a.json')(text), E.map(cocoDataset({ file: 'a.json', images: 'images', ignored: 'ignore' })))
export const fromText = (text: string, o: Choice = {}): E.Either<Issue, Samples> =>
  pipe(readingOf(text), E.chain(sound), E.chain(samplesOf('a.json')(o)))
export const from = (json: unknown, o: Choice = {}) => fromText(JSON.stringify(json), o)
export const right = (read: E.Either<Issue, Samples>): Samples => {
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}
export const left = (read: E.Either<Issue, Samples>): Issue => {
  if (E.isRight(read)) throw new Error('no issue')
  return read.left
}
