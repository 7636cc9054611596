import * as E from 'fp-ts/lib/Either.js'
import type { Item, Source } from '../source.ts'
import { flatTruth, OBJECT, truthIn } from './flat-truth.ts'

/**
 * Memory in which threads keep pictures for each other: `used` counts what is taken, `places` says by index where a picture lies (0: nowhere, -1: it
 * is being written, or found no room), both in units of eight bytes. The buffers grow only as they are written to.
 */
export interface SharedCache {
  readonly used: SharedArrayBuffer
  readonly places: SharedArrayBuffer
  readonly pictures: SharedArrayBuffer
}

const UNIT = 8
/** Numbers before an object list: id, width, height, the picture's width and height, how many objects are learned and ignored. */
const HEAD = 7

/** Room for `length` pictures in `bytes` of memory. */
export const sharedCache = (length: number, bytes: number): SharedCache => ({
  used: new SharedArrayBuffer(4),
  places: new SharedArrayBuffer(4 * length),
  pictures: new SharedArrayBuffer(UNIT * Math.floor(bytes / UNIT)),
})

const units = ({ picture, truth, ignored }: Item): number =>
  HEAD + OBJECT * (truth.boxes.length + ignored.boxes.length) + Math.ceil(picture.data.length / UNIT)

const write = (memory: SharedArrayBuffer, at: number, item: Item): void => {
  const { id, width, height, picture, truth, ignored } = item
  const numbers = [
    id,
    width,
    height,
    picture.width,
    picture.height,
    truth.boxes.length,
    ignored.boxes.length,
    ...flatTruth(truth),
    ...flatTruth(ignored),
  ]
  new Float64Array(memory, UNIT * at, numbers.length).set(numbers)
  new Uint8Array(memory, UNIT * (at + numbers.length), picture.data.length).set(picture.data)
}

/** What `write` wrote: the pixels stay where they are. */
const read = (memory: SharedArrayBuffer, at: number): Item => {
  const [id = 0, width = 0, height = 0, columns = 0, rows = 0, learned = 0, others = 0] = new Float64Array(memory, UNIT * at, HEAD)
  const numbers = new Float64Array(memory, UNIT * (at + HEAD), OBJECT * (learned + others))
  const data = new Uint8Array(memory, UNIT * (at + HEAD + numbers.length), columns * rows * 3)
  return {
    id,
    width,
    height,
    picture: { width: columns, height: rows, data },
    truth: truthIn(numbers, 0, learned),
    ignored: truthIn(numbers, OBJECT * learned, others),
  }
}

/**
 * Keeps what was read in memory that all threads see, until it is full: a picture is read by one of them, and its pixels are never copied out. What comes
 * after is read each time. A picture that could not be read is tried again.
 *
 * @example pipe(source, cachedIn(sharedCache(source.length, 1e9)))
 */
export const cachedIn = ({ used, places, pictures }: SharedCache) => {
  const taken = new Int32Array(used)
  const at = new Int32Array(places)
  const room = pictures.byteLength / UNIT
  const keep = (index: number, item: Item): void => {
    if (Atomics.compareExchange(at, index, 0, -1) !== 0) return
    const size = units(item)
    // Asked before, so that pictures without room do not count on for ever.
    if (Atomics.load(taken, 0) + size > room) return
    const place = Atomics.add(taken, 0, size)
    if (place + size > room) return
    write(pictures, place, item)
    Atomics.store(at, index, place + 1)
  }
  return (source: Source): Source => ({
    ...source,
    sample: (index) => async () => {
      const place = Atomics.load(at, index)
      if (place > 0) return E.right(read(pictures, place - 1))
      const item = await source.sample(index)()
      if (E.isRight(item)) keep(index, item.right)
      return item
    },
  })
}
