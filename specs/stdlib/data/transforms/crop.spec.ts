import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { area } from '../../../../stdlib/boxes/box.ts'
import type { Labelled } from '../../../../stdlib/data/picture.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { crop, detrCrop, randomCrop } from '../../../../stdlib/data/transforms/crop.ts'
import { type Augmented, type Keeping, keepAll } from '../../../../stdlib/data/transforms/keeping.ts'
import { found, objectsOf, painted } from './painted.ts'

const windowed = painted().chain((l) =>
  fc.tuple(fc.nat(l.picture.width - 1), fc.nat(l.picture.height - 1), fc.nat(40), fc.nat(40)).map(([x, y, w, h]) => ({
    l,
    window: { x, y, width: Math.max(1, Math.min(l.picture.width - x, w)), height: Math.max(1, Math.min(l.picture.height - y, h)) },
  })),
)

/** Exactly a half or a quarter of a small box is often left. */
const parts = fc.oneof(fc.constantFrom(0.25, 0.5, 0.75, 1), fc.double({ min: 0, max: 1, noNaN: true }))

const counted = (before: Labelled, after: Augmented): void => {
  expect(after.truth.boxes.length + after.lost.cut + after.lost.outside).toBe(before.truth.boxes.length)
}

describe('a crop', () => {
  it('holds each box exactly where its pixels are, and loses none without counting it', () =>
    fc.assert(
      fc.property(windowed, ({ l, window }) => {
        const cut = crop(window)(l)
        expect([cut.picture.width, cut.picture.height]).toEqual([window.width, window.height])
        const objects = objectsOf(cut)
        objects.forEach(({ label, box }) => {
          expect(found(cut.picture, label)?.box).toEqual(box)
        })
        const there = objectsOf(l).filter(({ label }) => found(cut.picture, label) !== undefined)
        expect(objects.map(({ label }) => label)).toEqual(there.map(({ label }) => label))
        counted(l, cut)
        expect(cut.lost.cut).toBe(0)
      }),
    ))

  it('of the whole picture changes nothing', () =>
    fc.assert(
      fc.property(painted(), (l) => {
        expect(crop({ x: 0, y: 0, width: l.picture.width, height: l.picture.height })(l)).toEqual({ ...l, lost: { outside: 0, cut: 0 } })
      }),
    ))

  it('of a crop is the crop of the sum', () =>
    fc.assert(
      fc.property(windowed, fc.nat(10), fc.nat(10), ({ l, window }, dx, dy) => {
        const inner = { x: Math.min(dx, window.width - 1), y: Math.min(dy, window.height - 1) }
        const size = { width: window.width - inner.x, height: window.height - inner.y }
        const twice = crop({ ...inner, ...size })(crop(window)(l))
        const { picture, truth, ignored } = crop({ x: window.x + inner.x, y: window.y + inner.y, ...size })(l)
        expect({ picture: twice.picture, truth: twice.truth, ignored: twice.ignored }).toEqual({ picture, truth, ignored })
      }),
    ))

  it('ignores what is left of a box of which less is left than is to be kept', () =>
    fc.assert(
      fc.property(windowed, parts, fc.nat(4), ({ l, window }, part, side) => {
        const keep: Keeping = { part, side }
        const [all, some] = [crop(window, keepAll)(l), crop(window, keep)(l)]
        const whole = new Map(objectsOf(l).map(({ label, box }) => [label, area(box)]))
        objectsOf(all).forEach(({ label, box, ignored }) => {
          const enough = area(box) >= part * (whole.get(label) ?? NaN) && box[2] - box[0] >= side && box[3] - box[1] >= side
          const now = objectsOf(some).find((o) => o.label === label)
          expect(now).toEqual({ label, box, ignored: ignored || !enough })
        })
        counted(l, some)
      }),
    ))
})

describe('DETR’s random crop', () => {
  const at = { probability: 1, resize: null, sides: [5, 12] as const, keep: keepAll }

  it('is a crop of the picture, as large as it may be, and a function of its stream', () =>
    fc.assert(
      fc.property(painted(), fc.nat(), (l, seed) => {
        const cut = randomCrop(at)(random(seed))(l)
        for (const [side, of] of [
          [cut.picture.width, l.picture.width],
          [cut.picture.height, l.picture.height],
        ] as const)
          expect(side >= Math.min(5, of) && side <= Math.min(12, of)).toBe(true)
        objectsOf(cut).forEach(({ label, box }) => {
          expect(found(cut.picture, label)?.box).toEqual(box)
        })
        counted(l, cut)
        expect(randomCrop(at)(random(seed))(l)).toEqual(cut)
      }),
    ))

  it('reaches every size and every place', () => {
    const picture = { width: 14, height: 6, data: new Uint8Array(14 * 6 * 3).map((_, i) => (i % 3 === 0 ? Math.floor(i / 3) % 14 : 0)) }
    const l: Labelled = { picture, truth: { boxes: [], labels: [] }, ignored: { boxes: [], labels: [] } }
    const cuts = Array.from({ length: 400 }, (_, i) => randomCrop(at)(random(i))(l).picture)
    expect([...new Set(cuts.map((p) => p.width))].sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11, 12])
    expect([...new Set(cuts.map((p) => p.height))].sort()).toEqual([5, 6])
    expect(new Set(cuts.map((p) => p.data[0])).size).toBe(10)
  })

  it('resizes to one of the shorter edges first, half of the pictures, and leaves the others as they are', () => {
    const picture = { width: 48, height: 40, data: new Uint8Array(48 * 40 * 3) }
    const l: Labelled = { picture, truth: { boxes: [[0, 0, 48, 40]], labels: [0] }, ignored: { boxes: [], labels: [] } }
    const cuts = Array.from({ length: 300 }, (_, i) => randomCrop({ ...detrCrop, resize: [10, 20], sides: [1, 60] })(random(i))(l))
    const whole = cuts.filter(({ picture: p }) => p === picture)
    expect(Math.abs(whole.length - 150)).toBeLessThan(50)
    const sizes = cuts.filter((c) => !whole.includes(c)).map(({ picture: p }) => p)
    expect(Math.max(...sizes.map((p) => p.height))).toBe(20)
    expect(Math.max(...sizes.map((p) => p.width))).toBe(24)
  })

  it('does not blow up a narrow strip', () => {
    const picture = { width: 2000, height: 2, data: new Uint8Array(2000 * 2 * 3) }
    const none = { boxes: [], labels: [] }
    const cut = randomCrop({ ...detrCrop, probability: 1 })(random(0))({ picture, truth: none, ignored: none })
    expect([cut.picture.width <= 600, cut.picture.height]).toEqual([true, 8])
  })
})
