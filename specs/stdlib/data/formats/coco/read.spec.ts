import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { sound } from '../../../../../stdlib/data/fault.ts'
import type { Place } from '../../../../../stdlib/data/formats/format.ts'
import { formats } from '../../../../../stdlib/data/formats/index.ts'
import { type Choice, samplesOf } from '../../../../../stdlib/data/samples.ts'
import { annotation, base, from, fromText, right } from './cases.ts'
import { shared } from '../../shared.ts'

const samplesIn = (place: Place, choice: Choice = {}) =>
  pipe(formats.coco.read(place), TE.chainEitherK(sound), TE.chainEitherK(samplesOf(place.path)(choice)))()

describe('COCO annotations', () => {
  it('become continuous corners and labels counted from 0 by ascending category', () => {
    const { samples, classes } = right(from({ ...base, annotations: [...base.annotations, annotation(1, 2, [0, 0, 0.5, 1.5])] }))
    expect(classes.map(({ name }) => name)).toEqual(['car', 'ship'])
    expect(samples[0]?.truth).toEqual({
      boxes: [
        [1, 2, 4, 6],
        [0, 0, 0.5, 1.5],
      ],
      labels: [1, 0],
    })
  })

  it('of classes that were not asked for are dropped and counted, and the asked order numbers the rest', () => {
    const both = { ...base, annotations: [...base.annotations, annotation(2, 2, [0, 0, 1, 1])] }
    const { samples, classes, dropped } = right(from(both, { classes: ['ship'] }))
    expect([classes, dropped.otherClass, samples.map(({ truth }) => truth.labels)]).toEqual([[{ id: 7, name: 'ship' }], 1, [[0], []]])
    expect(right(from(both, { classes: ['ship', 'car'] })).samples.map(({ truth }) => truth.labels)).toEqual([[0], [1]])
  })

  it('of no size, or outside the image, are dropped and counted; across the border they are clipped', () => {
    const bboxes = [
      [1, 1, 0, 4],
      [1, 1, 4, -1],
      [20, 1, 4, 4],
      [-5, 1, 5, 4],
      [18, 8, 9, 9],
      [-1, -1, 3, 3],
      [1e17, 0, 1, 1],
    ]
    const { samples, dropped, clipped } = right(from({ ...base, annotations: bboxes.map((b) => annotation(1, 7, b)) }))
    expect(samples[0]?.truth.boxes).toEqual([
      [18, 8, 20, 10],
      [0, 0, 2, 2],
    ])
    expect([dropped, clipped]).toEqual([{ noSize: 3, outside: 2, otherClass: 0, images: 0 }, 2])
  })

  it('too large for a number are of no size', () => {
    const text = JSON.stringify(base).replace('[1,2,3,4]', '[1,2,1e999,4]')
    expect(right(fromText(text)).dropped.noSize).toBe(1)
  })

  it('of crowds and ignored regions are kept apart', () => {
    const { samples } = right(
      from({
        ...base,
        annotations: [
          annotation(1, 7, [0, 0, 1, 1], { iscrowd: 1 }),
          annotation(1, 2, [0, 0, 2, 2], { ignore: true }),
          ...base.annotations,
        ],
      }),
    )
    expect(samples[0]?.ignored).toEqual({
      boxes: [
        [0, 0, 1, 1],
        [0, 0, 2, 2],
      ],
      labels: [1, 0],
    })
    expect(samples[0]?.truth.boxes).toEqual([[1, 2, 4, 6]])
  })

  it('leave images without boxes as background, or drop and count them', () => {
    expect(right(from(base)).samples.map(({ id }) => id)).toEqual([1, 2])
    const { samples, dropped } = right(from(base, { empty: 'drop' }))
    expect([samples.map(({ id }) => id), dropped.images]).toEqual([[1], 1])
  })

  it('lose no box: kept, ignored and dropped are all that there were', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(1, 2),
            fc.constantFrom(2, 7),
            fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 4, maxLength: 4 }),
            fc.constantFrom(0, 1),
          ),
        ),
        fc.constantFrom(['car'], ['ship', 'car']),
        (list, classes) => {
          const annotations = list.map(([i, c, b, iscrowd]) => annotation(i, c, b, { iscrowd }))
          const { samples, dropped } = right(from({ ...base, annotations }, { classes }))
          const kept = samples.reduce((n, { truth, ignored }) => n + truth.boxes.length + ignored.boxes.length, 0)
          expect(kept + dropped.noSize + dropped.outside + dropped.otherClass).toBe(list.length)
          for (const { truth, ignored } of samples)
            for (const [x1, y1, x2, y2] of [...truth.boxes, ...ignored.boxes])
              expect(0 <= x1 && x1 < x2 && x2 <= 20 && 0 <= y1 && y1 < y2 && y2 <= 10).toBe(true)
        },
      ),
    ))
})

const seals = shared('data/seals')
describe.skipIf(seals.absent)('the seals (../shared/data/seals)', () => {
  it('have the numbers of their description', async () => {
    const split = (name: string) =>
      samplesIn({ path: join(seals.path, `${name}.json`), images: join(seals.path, name) }, { classes: ['pup', 'cow', 'bull'] })
    const train = right(await split('train'))
    const boxes = train.samples.reduce((n, { truth }) => n + truth.boxes.length, 0)
    expect([train.samples.length, train.dropped.otherClass]).toEqual([420, 1315])
    expect(boxes + train.dropped.otherClass + train.dropped.noSize + train.dropped.outside).toBe(10365)
    expect(right(await split('test')).dropped.otherClass).toBe(1)
  })
})

const coco = shared('data/formats/coco')
describe.skipIf(coco.absent)('COCO val2017 (../shared/data/formats/coco)', () => {
  it('has 5 crowds among 382 boxes', async () => {
    const { samples, classes } = right(
      await samplesIn({ path: join(coco.path, 'instances_val2017.json'), images: join(coco.path, 'images') }),
    )
    expect(samples.reduce((n, { ignored }) => n + ignored.boxes.length, 0)).toBe(5)
    expect(samples.reduce((n, { truth }) => n + truth.boxes.length, 0)).toBe(377)
    expect([classes.length, classes[79]?.id]).toEqual([80, 90])
  })
})
