import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fcosMatch } from '../../../../stdlib/assign/fcos.ts'
import { fcosLevels, pointCount } from '../../../../stdlib/assign/levels.ts'
import { area, height, width } from '../../../../stdlib/boxes/box.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { arrange } from '../../../../stdlib/data/scenes/arrangement.ts'
import { type SceneOptions, background, draw, scene, sceneSource, tinyScenes } from '../../../../stdlib/data/scenes/scene.ts'
import { shapeNames } from '../../../../stdlib/data/scenes/shapes.ts'

const options: fc.Arbitrary<SceneOptions> = fc
  .record({
    size: fc.integer({ min: 24, max: 72 }),
    fewest: fc.integer({ min: 0, max: 8 }),
    more: fc.integer({ min: 0, max: 8 }),
    shortest: fc.integer({ min: 4, max: 16 }).map((v) => v / 2),
    longer: fc.integer({ min: 0, max: 32 }).map((v) => v / 2),
    classes: fc.subarray([...shapeNames], { minLength: 1 }),
    contrast: fc.constantFrom(0.6, 1, 1.2),
  })
  .map(({ size, fewest, more, shortest, longer, classes, contrast }) => ({
    size,
    objects: [fewest, fewest + more],
    sides: [shortest, shortest + longer],
    classes,
    contrast,
  }))
const seed = fc.nat()

describe('a scene', () => {
  it('is a function of its options, seed and index', () =>
    fc.assert(
      fc.property(options, seed, seed, (o, s, i) => {
        expect(scene(o)(s, i)).toEqual(scene(o)(s, i))
        expect(scene(o)(s, i).picture.data).not.toEqual(scene(o)(s, i + 1).picture.data)
        expect(scene(o)(s, i).picture.data).not.toEqual(scene(o)(s + 1, i).picture.data)
      }),
      { numRuns: 30 },
    ))

  it('has boxes that are exactly the extent of the pixels that their objects change', () =>
    fc.assert(
      fc.property(options, seed, (o, s) => {
        const behind = background(o.size, random(s))
        const empty = draw(o.size, behind, []).data
        for (const object of arrange(o, random(s, 1))) {
          const { data } = draw(o.size, behind, [object])
          const changed = Array.from({ length: o.size ** 2 }, (_, i) => i).filter((i) =>
            [0, 1, 2].some((c) => data[i * 3 + c] !== empty[i * 3 + c]),
          )
          const xs = changed.map((i) => i % o.size)
          const ys = changed.map((i) => Math.floor(i / o.size))
          const [x1, y1, x2, y2] = object.box
          expect([Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1]).toEqual([
            Math.floor(x1),
            Math.floor(y1),
            Math.ceil(x2),
            Math.ceil(y2),
          ])
        }
      }),
      { numRuns: 60 },
    ))

  it('changes a pixel at the edge in proportion to what is covered', () => {
    const behind = new Float32Array(16 * 16 * 3).fill(128)
    const { data } = draw(16, behind, [{ shape: 'bar', box: [2.25, 3, 6.5, 7.75], contrast: 1 }])
    const red = (x: number, y: number) => data[(y * 16 + x) * 3]
    expect([red(1, 4), red(2, 4), red(3, 4), red(6, 4), red(7, 4), red(4, 7), red(2, 7)]).toEqual(
      [0, 0.75, 1, 0.5, 0, 0.75, 0.75 ** 2].map((share) => Math.round(128 - 52 * share)),
    )
  })

  it('holds as many objects as asked for where there is room, of the sides asked for, inside the picture', () =>
    fc.assert(
      fc.property(seed, (s) => {
        const { boxes, labels } = scene(tinyScenes)(s, 0).truth
        expect(boxes.length >= 10 && boxes.length <= 40).toBe(true)
        expect(labels.length).toBe(boxes.length)
        for (const b of boxes) {
          for (const side of [width(b), height(b)]) expect(side >= 2 && side <= 32).toBe(true)
          expect(b[0] >= 0 && b[1] >= 0 && b[2] <= 128 && b[3] <= 128).toBe(true)
        }
      }),
      { numRuns: 20 },
    ))

  it('keeps objects apart, but for a small one on one of another class', () =>
    fc.assert(
      fc.property(options, seed, (o, s) => {
        const { boxes, labels } = scene(o)(s, 0).truth
        boxes.forEach((a, i) =>
          boxes.forEach((b, j) => {
            const overlap = Math.min(a[2], b[2]) > Math.max(a[0], b[0]) && Math.min(a[3], b[3]) > Math.max(a[1], b[1])
            if (i < j && overlap) expect([labels[i] !== labels[j], area(a) > area(b)]).toEqual([true, true])
          }),
        )
      }),
      { numRuns: 60 },
    ))

  it('clips nothing at contrast 1', () => {
    for (let i = 0; i < 20; i++) expect(scene(tinyScenes)(2, i).picture.data.every((v) => v > 0 && v < 255)).toBe(true)
  })

  it('holds each class, and each octave of sides up to the picture where asked for it', () => {
    const truths = Array.from({ length: 60 }, (_, i) => scene({ ...tinyScenes, sides: [2, 128] })(1, i).truth)
    const boxes = truths.flatMap((truth) => truth.boxes)
    for (const [from, to] of [
      [2, 4],
      [4, 8],
      [8, 16],
      [16, 32],
      [32, 64],
      [64, 129],
    ] as const)
      expect(boxes.filter((b) => Math.max(width(b), height(b)) >= from && Math.max(width(b), height(b)) < to).length).toBeGreaterThan(20)
    expect([...new Set(truths.flatMap((truth) => truth.labels))].sort()).toEqual([0, 1, 2])
  })

  it('has points that learn an object on each level whose range fits into the picture', () => {
    const side = 128
    const levels = fcosLevels([4, 8, 16, 32].map((stride) => ({ stride, height: side / stride, width: side / stride })))
    const match = fcosMatch({ levels, radius: 1.5 })
    /** Points of 60 scenes that learn an object, level by level. */
    const positives = (longest: number): readonly number[] => {
      const boxes = (i: number) => arrange({ ...tinyScenes, size: side, sides: [2, longest] }, random(1, i)).map(({ box }) => box)
      const matches = Array.from({ length: 60 }, (_, i) => match(boxes(i)))
      return levels.map((_, l) => {
        const [from, to] = [pointCount(levels.slice(0, l)), pointCount(levels.slice(0, l + 1))]
        return matches.reduce((n, m) => n + m.subarray(from, to).filter((box) => box >= 0).length, 0)
      })
    }
    const [P2 = 0, P3 = 0, P4 = 0, P5 = 0] = positives(side)
    for (const learned of [P2, P3, P4]) expect(learned).toBeGreaterThan(100)
    // The coarsest learns distances from 128 px on.
    expect(P5).toBe(0)
    // Objects of up to 32 px are learned by the finest alone.
    expect(positives(32).map((n) => n > 0)).toEqual([true, false, false, false])
  })
})

describe('scenes as a source', () => {
  it('are numbered from 1, with classes in the order asked for', async () => {
    const made = sceneSource(
      { ...tinyScenes, size: 32, sides: [2, 8], objects: [3, 3], classes: ['cross', 'disc'] },
      { seed: 4, length: 3 },
    )
    if (E.isLeft(made)) throw new Error('no source')
    const item = await made.right.sample(2)()
    expect(made.right.classes).toEqual([
      { id: 1, name: 'cross' },
      { id: 2, name: 'disc' },
    ])
    expect(E.isRight(item) && [item.right.id, item.right.width, item.right.truth.boxes.length]).toEqual([3, 32, 3])
  })

  it('give all faults of their options at once', () => {
    const made = sceneSource({ size: 16, objects: [4, 2], sides: [1, 32], classes: [], contrast: 0 }, { seed: 0, length: 0 })
    expect(E.isLeft(made) && made.left.map(({ path }) => path[1])).toEqual(['objects', 'sides', 'classes', 'contrast', 'length'])
  })
})
