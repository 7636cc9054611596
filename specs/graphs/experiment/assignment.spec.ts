import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { experiments as aitod } from '../../../examples/aitod-fcos.ts'
import { experiments as demo } from '../../../examples/demo.ts'
import { assignedBy, assignmentOf } from '../../../graphs/experiment/assignment.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { feedsOf } from '../../../graphs/experiment/feeds.ts'
import { addCoverage, type Coverage, coverageOf, noCoverage } from '../../../stdlib/assign/coverage.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { binOf, sizeBins } from '../../../stdlib/boxes/size-bins.ts'

const side = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })).map((v) => v / 2)
/** Boxes in quarters of a pixel, so that float32 loses nothing, and no two alike. */
const boxes = (size: number): fc.Arbitrary<readonly Box[]> =>
  fc.uniqueArray(
    fc
      .tuple(fc.nat({ max: 4 * size - 8 }), fc.nat({ max: 4 * size - 8 }), side, side)
      .map(([x, y, w, h]): Box => [x / 4, y / 4, Math.min(size, x / 4 + w), Math.min(size, y / 4 + h)]),
    { maxLength: 14, size: 'max', selector: String },
  )

/** The positives of each box on each level, read back from what a training step is fed: the sides about a point give its box. */
const fed = (e: Experiment): ((truth: readonly Box[]) => readonly (readonly number[])[]) => {
  const { levels } = assignmentOf(e)
  const feeds = feedsOf(e)
  return (truth) => {
    const { size } = e.input
    const f = feeds({
      width: size,
      height: size,
      images: new Float32Array(),

      truths: [{ boxes: truth, labels: truth.map(() => 0) }],
    })
    const counts = truth.map(() => levels.map(() => 0))
    let point = 0
    for (const [l, { stride, height, width, offset }] of levels.entries())
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++, point++) {
          if (f['positive']?.[point] !== 1) continue
          const [x, y] = [(j + offset) * stride, (i + offset) * stride]
          const [left = 0, top = 0, right = 0, bottom = 0] = f['sides']?.subarray(4 * point, 4 * point + 4) ?? []
          const row = counts[truth.findIndex((box) => String(box) === String([x - left, y - top, x + right, y + bottom]))]
          if (row === undefined) throw new Error('a point learns no box that is there')
          row[l] = (row[l] ?? 0) + 1
        }
    return counts
  }
}

const counted = (values: readonly number[]): readonly number[] => [0, 1, 2, 3].map((n) => values.filter((v) => Math.min(v, 3) === n).length)

const [demoBase] = demo
const [aitodBase] = aitod
const small = (e: Experiment | undefined): readonly Experiment[] =>
  e === undefined ? [] : [{ ...e, input: { ...e.input, size: 160 }, training: { ...e.training, batch: 1 } }]

describe.each([...small(demoBase), ...small(aitodBase).map((e) => ({ ...e, name: 'fcos for AI-TOD' }))])('the coverage of $name', (e) => {
  const of = fed(e)
  const assigned = assignedBy(assignmentOf(e))
  const cover = (truth: readonly Box[]): Coverage => coverageOf(truth, assigned(truth))

  it('counts the positives that training is fed, box by box, on every level', () => {
    let positives = 0
    fc.assert(
      fc.property(boxes(160), (truth) => {
        const counts = of(truth)
        positives += counts.flat().reduce((a, b) => a + b, 0)
        cover(truth).forEach((bin, b) => {
          const own = counts.filter((_, i) => binOf(truth[i] ?? [0, 0, 0, 0]) === b)
          expect(bin.total).toEqual(counted(own.map((row) => row.reduce((x, y) => x + y, 0))))
          bin.levels.forEach((level, l) => expect(level).toEqual(counted(own.map((row) => row[l] ?? 0))))
        })
      }),
      { numRuns: 60 },
    )
    expect(positives).toBeGreaterThan(300)
  })

  it('says that a box is unreached exactly where it has no positive alone', () => {
    fc.assert(
      fc.property(boxes(160), (truth) => {
        const together = of(truth)
        const lost = truth.map((box, i) => ({
          bin: binOf(box),
          alone: together[i]?.every((n) => n === 0) === true && of([box])[0]?.every((n) => n === 0) === true,
        }))
        expect(cover(truth).map(({ unreached }) => unreached)).toEqual(
          sizeBins.map((_, b) => lost.filter(({ bin, alone }) => alone && bin === b).length),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('knows a box that lost its points to a smaller one from a box that has none', () => {
    const small: Box = [64, 64, 74, 74]
    const large: Box = [64, 64, 74.25, 74.25]
    const [bin, alone] = [cover([small, large])[2], cover([large])[2]]
    expect([bin?.boxes, bin?.total[0], bin?.unreached, alone?.total[0]]).toEqual([2, 1, 0, 0])
  })

  it('of images adds up', () => {
    fc.assert(
      fc.property(fc.array(boxes(160), { maxLength: 4 }), (images) => {
        const sum = images.map(cover).reduce(addCoverage, noCoverage(assignmentOf(e).levels.length))
        expect(sum.reduce((n, bin) => n + bin.boxes, 0)).toBe(images.flat().length)
      }),
      { numRuns: 10 },
    )
  })
})
