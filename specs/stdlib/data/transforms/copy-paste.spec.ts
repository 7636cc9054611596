import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { area, type Box } from '../../../../stdlib/boxes/box.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { copyPaste } from '../../../../stdlib/data/transforms/copy-paste.ts'
import { crop } from '../pictures.ts'
import { objectsOf, painted } from './painted.ts'

const common = (a: Box, b: Box) =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]))
const o = { copies: 6, size: 6, overlap: 0 }

describe('copying and pasting', () => {
  it('puts exact copies of small objects where nothing was, and leaves everything else', () =>
    fc.assert(
      fc.property(painted(0), painted(20), fc.nat(), (l, other, seed) => {
        const made = copyPaste(o)(random(seed))(l, [other])
        const n = l.truth.boxes.length
        expect({ boxes: made.truth.boxes.slice(0, n), labels: made.truth.labels.slice(0, n) }).toEqual(l.truth)
        expect(made.ignored).toEqual(l.ignored)
        const copies = made.truth.boxes.slice(n).map((box, i) => ({ box, label: made.truth.labels[n + i] ?? -1 }))
        expect(copies.length).toBeLessThanOrEqual(o.copies)
        for (const { box, label } of copies) {
          const from = [l, other].find((one) => one.truth.labels.includes(label)) ?? l
          const original = from.truth.boxes[from.truth.labels.indexOf(label)] ?? box
          expect(Math.sqrt(area(original))).toBeLessThanOrEqual(o.size)
          expect(crop(made.picture, box)).toEqual(crop(from.picture, original))
        }
        const all = objectsOf(made)
        copies.forEach(({ box }) => {
          expect(all.filter((one) => common(one.box, box) > 0)).toHaveLength(1)
        })
        const changed = made.picture.data.findIndex((v, i) => {
          const [x, y] = [Math.floor(i / 3) % l.picture.width, Math.floor(i / 3 / l.picture.width)]
          const under = copies.some(({ box }) => x >= box[0] && x < box[2] && y >= box[1] && y < box[3])
          return v !== l.picture.data[i] && !under
        })
        expect(changed).toBe(-1)
      }),
    ))

  it('shares no more than is said with what was there', () =>
    fc.assert(
      fc.property(painted(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (l, seed, overlap) => {
        const made = copyPaste({ ...o, overlap })(random(seed))(l, [])
        const copies = made.truth.boxes.slice(l.truth.boxes.length)
        copies.forEach((box, i) => {
          for (const other of [...l.truth.boxes, ...l.ignored.boxes, ...copies.slice(0, i)])
            expect(common(box, other)).toBeLessThanOrEqual(overlap * Math.min(area(box), area(other)) + 1e-9)
        })
      }),
    ))

  it('takes fractions of a pixel along, and all pixels that the box touches', () => {
    const data = new Uint8Array(20 * 20 * 3)
    for (let y = 2; y < 5; y++) for (let x = 3; x < 7; x++) data.fill(200, 3 * (y * 20 + x), 3 * (y * 20 + x) + 3)
    const none = { boxes: [], labels: [] }
    const l = { picture: { width: 20, height: 20, data }, truth: { boxes: [[3.25, 2.5, 6.5, 4.75]] as const, labels: [7] }, ignored: none }
    const made = copyPaste({ copies: 1, size: 5, overlap: 0 })(random(4))(l, [])
    const [x1, y1, x2, y2] = made.truth.boxes[1] ?? [0, 0, 0, 0]
    expect([x1 % 1, y1 % 1, x2 - x1, y2 - y1, made.truth.labels[1]]).toEqual([0.25, 0.5, 3.25, 2.25, 7])
    const bright = made.picture.data.filter((v) => v === 200).length
    expect(bright).toBe(2 * 4 * 3 * 3)
  })

  it('copies no pixels of an object beside it, learned or ignored', () => {
    const picture = { width: 12, height: 12, data: new Uint8Array(432) }
    const [own, beside] = [
      { boxes: [[2, 2, 4.5, 4]] as const, labels: [1] },
      { boxes: [[4.5, 2, 6, 4]] as const, labels: [2] },
    ]
    const none = { boxes: [], labels: [] }
    const copies = (ignored: typeof beside | typeof none): number =>
      copyPaste(o)(random(3))({ picture, truth: own, ignored }, []).truth.boxes.length - 1
    expect([copies(none) > 0, copies(beside)]).toEqual([true, 0])
  })

  it('changes no pixel of what was there, also where boxes have fractions', () =>
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const data = Uint8Array.from({ length: 12 * 12 * 3 }, (_, i) => i % 251)
        const boxes = [
          [1.5, 1.5, 3.5, 3.5],
          [6.4, 5.4, 9.6, 8.6],
        ] as const
        const l = { picture: { width: 12, height: 12, data }, truth: { boxes, labels: [0, 1] }, ignored: { boxes: [], labels: [] } }
        const made = copyPaste({ copies: 9, size: 4, overlap: 0 })(random(seed))(l, [])
        // Of what a box touches in part as well: a copy's pixels reach beyond its box.
        for (const [x1, y1, x2, y2] of boxes) {
          const around: Box = [Math.floor(x1), Math.floor(y1), Math.ceil(x2), Math.ceil(y2)]
          expect(crop(made.picture, around)).toEqual(crop(l.picture, around))
        }
      }),
    ))

  it('leaves a full picture, an empty one, and one of large objects as they are', () => {
    const none = { boxes: [], labels: [] }
    const picture = { width: 6, height: 6, data: new Uint8Array(108).fill(9) }
    const full = { picture, truth: { boxes: [[0, 0, 6, 6]] as const, labels: [0] }, ignored: none }
    expect(copyPaste({ ...o, size: 10 })(random(0))(full, [])).toEqual(full)
    expect(copyPaste({ ...o, size: 5 })(random(0))(full, [])).toBe(full)
    const empty = { picture, truth: none, ignored: none }
    expect(copyPaste(o)(random(0))(empty, [empty])).toBe(empty)
  })
})
