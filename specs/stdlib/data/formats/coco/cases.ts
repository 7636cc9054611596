import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../../../../dsl/core/issue.ts'
import { decodeCoco } from '../../../../../stdlib/data/formats/coco/json.ts'
import { cocoDataset } from '../../../../../stdlib/data/formats/coco/dataset.ts'
import type { CocoOptions } from '../../../../../stdlib/data/formats/coco/read.ts'
import { type Samples, samplesOf } from '../../../../../stdlib/data/samples.ts'

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

const options: CocoOptions = { annotations: 'a.json', images: 'images' }
export const fromText = (text: string, o: Partial<CocoOptions> = {}): E.Either<Issue, Samples> =>
  pipe(decodeCoco('a.json')(text), E.chain(cocoDataset({ ...options, ...o })), E.chain(samplesOf(o.annotations ?? options.annotations)(o)))
export const from = (json: unknown, o: Partial<CocoOptions> = {}) => fromText(JSON.stringify(json), o)
export const right = (read: E.Either<Issue, Samples>): Samples => {
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}
export const left = (read: E.Either<Issue, Samples>): Issue => {
  if (E.isRight(read)) throw new Error('no issue')
  return read.left
}
