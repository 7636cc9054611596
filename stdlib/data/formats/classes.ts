import type { Category } from '../dataset.ts'
import type { FormatName } from './names.ts'

const from = (first: number, names: string): readonly Category[] => names.split(', ').map((name, i) => ({ id: first + i, name }))

/** Categories of COCO in the order of their numbers, which leave out 12, 26, 29, 30, 45, 66, 68, 69, 71, 83. */
const coco: readonly Category[] = [
  ...from(1, 'person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant'),
  ...from(13, 'stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe'),
  ...from(27, 'backpack, umbrella'),
  ...from(31, 'handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard'),
  ...from(42, 'surfboard, tennis racket, bottle'),
  ...from(46, 'wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog'),
  ...from(59, 'pizza, donut, cake, chair, couch, potted plant, bed'),
  ...from(67, 'dining table'),
  ...from(70, 'toilet'),
  ...from(72, 'tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, refrigerator'),
  ...from(84, 'book, clock, vase, scissors, teddy bear, hair drier, toothbrush'),
]

const aitod = from(1, 'airplane, bridge, storage-tank, ship, swimming-pool, vehicle, person, wind-mill')

/** The ten that are evaluated: category 0, regions that are ignored, is no class, and 11 is `others`. */
const visdrone = from(1, 'pedestrian, people, bicycle, car, van, truck, tricycle, awning-tricycle, bus, motor')

/** In the order of RFLA's configurations; the files have names, no numbers. */
const dota = from(
  1,
  'plane, baseball-diamond, bridge, ground-track-field, small-vehicle, large-vehicle, ship, tennis-court, basketball-court, ' +
    'storage-tank, soccer-ball-field, roundabout, harbor, swimming-pool, helicopter, container-crane, airport, helipad',
)

const tinyperson = from(1, 'sea_person, earth_person')

const voc = from(
  1,
  'aeroplane, bicycle, bird, boat, bottle, bus, car, cat, chair, cow, diningtable, dog, horse, motorbike, person, pottedplant, sheep, sofa, ' +
    'train, tvmonitor',
)

/** The classes of each benchmark with the numbers of its files; counted from 1 where these have none. A format without a list takes any. */
export const builtIn: Readonly<Partial<Record<FormatName, readonly Category[]>>> = {
  coco,
  aitod,
  visdrone,
  dota,
  'dota-v1': dota.slice(0, 15),
  'dota-v1.5': dota.slice(0, 16),
  'dota-v2': dota,
  tinyperson,
  'tinyperson-all': from(1, 'person'),
  'tinyperson-sea': from(1, 'sea_person'),
  'tinyperson-earth': from(2, 'earth_person'),
  voc,
}

/**
 * The classes of files that name them one by one: those of the list, then others that were found, by name; where nothing of the list was found,
 * the others alone.
 *
 * @example openClasses([{ id: 1, name: 'ship' }], ['car', 'ship']) // => [{ id: 1, name: 'ship' }, { id: 2, name: 'car' }]
 */
export const openClasses = (list: readonly Category[], found: Iterable<string>): readonly Category[] => {
  const known = new Set(list.map(({ name }) => name))
  const names = [...new Set(found)]
  const others = names.filter((name) => !known.has(name)).sort()
  const first = others.length === names.length && names.length > 0 ? [] : list
  const last = first.reduce((most, { id }) => Math.max(most, id), 0)
  return [...first, ...others.map((name, i) => ({ id: last + 1 + i, name }))]
}
