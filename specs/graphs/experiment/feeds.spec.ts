import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { size } from '../../../dsl/core/tensor.ts'
import { topological } from '../../../dsl/core/graph.ts'
import { flatten } from '../../../dsl/core/procedure.ts'
import { leaf } from '../../../dsl/ops/leaf.ts'
import { experiments } from '../../../examples/demo.ts'
import { levelsAt, trainingOf } from '../../../graphs/experiment/build.ts'
import { feedsOf } from '../../../graphs/experiment/feeds.ts'
import { learningRateFeed } from '../../../graphs/training-step.ts'
import { foreground } from '../../../stdlib/boxes/mask.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'

const box = (side: number): fc.Arbitrary<Box> =>
  fc
    .tuple(fc.nat(side - 2), fc.nat(side - 2), fc.integer({ min: 1, max: side }), fc.integer({ min: 1, max: side }))
    .map(([x, y, w, h]) => [x, y, Math.min(side, x + w), Math.min(side, y + h)])

const truth = (side: number) =>
  fc
    .array(box(side), { maxLength: 8 })
    .chain((boxes) => fc.record({ boxes: fc.constant(boxes), labels: fc.constant(boxes.map((_, i) => i % 3)) }))

/** Every experiment, and SET with the other kind of mask, or without HBS, which asks for no masks. */
const asking = experiments.flatMap((e) => [
  e,
  ...(e.method === null
    ? []
    : [
        { ...e, name: `${e.name} by overlap`, method: { ...e.method, mask: 'overlap' as const } },
        { ...e, name: `${e.name} without smoothing`, method: { ...e.method, smoothing: null } },
      ]),
])

describe.each(asking)('the feeds of $name', (e) => {
  const { input, training } = e
  const feeds = feedsOf(e)
  const batch = (truths: readonly { readonly boxes: readonly Box[]; readonly labels: readonly number[] }[]) => ({
    width: input.size,
    height: input.size,
    images: new Float32Array(training.batch * input.size * input.size * 3),
    truths,
    ids: truths.map((_, i) => i),
  })
  const truths = fc.array(truth(input.size), { minLength: training.batch, maxLength: training.batch })

  it('are what the training step asks for, in name and size, and nothing else', () => {
    const asked = new Map(
      topological(Object.values(flatten(trainingOf(e)))).flatMap((x) => {
        const l = leaf(x)
        return l?.kind === 'input' && l.data.name !== learningRateFeed ? [[l.data.name, size(l.data.shape)] as const] : []
      }),
    )
    const given = Object.entries(feeds(batch(Array.from({ length: training.batch }, () => ({ boxes: [], labels: [] })))))
    expect(Object.fromEntries(given.map(([name, v]) => [name, v.length]))).toEqual(Object.fromEntries(asked))
  })

  it('mark as positive exactly the points with a class, image after image', () => {
    fc.assert(
      fc.property(truths, (ts) => {
        const f = feeds(batch(ts))
        expect(Array.from(f['labels'] ?? [], (k) => (k >= 0 ? 1 : 0))).toEqual(Array.from(f['positive'] ?? []))
        const alone = ts.map((t) => Array.from(feeds(batch([t]))['labels'] ?? []))
        expect(alone.flat()).toEqual(Array.from(f['labels'] ?? []))
      }),
      { numRuns: 25 },
    )
  })

  it('hold the points about each centre, at the radius of the detector', () => {
    const count = (radius: number): number => {
      const near = feedsOf({ ...e, detector: { ...e.detector, assigner: { radius, bounds: null } } })
      return Array.from(near(batch([{ boxes: [[0, 0, input.size, input.size]], labels: [0] }]))['positive'] ?? []).filter((v) => v === 1)
        .length
    }
    // Points lie at multiples of the stride, the centre among them: one is nearer than 1 stride on each axis, then three.
    expect([count(1), count(1.5)]).toEqual([1, 9])
  })

  // A detector without a method asks for no masks, and neither does API alone.
  if (e.method?.smoothing) {
    const { mask } = e.method
    it('hold each level’s own foreground mask', () => {
      fc.assert(
        fc.property(truths, (ts) => {
          const f = feeds(batch(ts))
          for (const g of levelsAt(e))
            expect(Array.from(f[`mask.${mask}.${g.level}`] ?? [])).toEqual(
              ts.flatMap((t) => Array.from(foreground(mask, { width: input.size, height: input.size }, g)(t.boxes))),
            )
        }),
        { numRuns: 10 },
      )
    })
  }
})
