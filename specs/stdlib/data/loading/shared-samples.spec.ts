import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../../stdlib/boxes/box.ts'
import { samplesIn, sharedSamples } from '../../../../stdlib/data/loading/shared-samples.ts'
import type { Sample, Samples, Truth } from '../../../../stdlib/data/samples.ts'

const number = fc.double({ noNaN: true })
const box: fc.Arbitrary<Box> = fc.tuple(number, number, number, number)
const truth: fc.Arbitrary<Truth> = fc
  .array(fc.tuple(box, fc.integer({ min: -1, max: 99 })), { maxLength: 4 })
  .map((all) => ({ boxes: all.map(([b]) => b), labels: all.map(([, label]) => label) }))
const extent = fc.record({ width: fc.nat(9), height: fc.nat(9) }, { noNullPrototype: true })
/** Few names, so that samples share files. */
const sample: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.record({ id: fc.maxSafeInteger(), file: fc.constantFrom('a.png', 'b/ü.png', ''), truth, ignored: truth }),
    extent,
    fc.option(box, { nil: undefined }),
    fc.option(extent, { nil: undefined }),
  )
  .map(([one, size, window, whole]) => ({
    ...one,
    ...size,
    ...(window === undefined ? {} : { window }),
    ...(whole === undefined ? {} : { whole }),
  }))

const of = (samples: readonly Sample[]): Samples => ({
  folder: 'images',
  classes: [{ id: 3, name: 'ship' }],
  samples,
  dropped: { noSize: 0, outside: 0, otherClass: 0, images: 0 },
  clipped: 0,
})

describe('samples in shared memory', () => {
  it('are the same to the last bit, in any order of asking, with the groups of their files where any is a part', () =>
    fc.assert(
      fc.property(fc.array(sample), (all) => {
        const { folder, classes, samples, groups } = samplesIn(structuredClone(sharedSamples(of(all))))
        expect({ folder, classes }).toEqual({ folder: 'images', classes: [{ id: 3, name: 'ship' }] })
        expect(samples.length).toBe(all.length)
        for (const [i, one] of [...all.entries()].reverse()) {
          expect(samples.at(i)).toStrictEqual(one)
        }
        expect([samples.at(all.length), samples.at(-1)]).toEqual([undefined, undefined])
        const names = [...new Set(all.map(({ file }) => file))]
        const parts = all.some(({ window }) => window !== undefined)
        expect(groups === undefined ? undefined : Array.from(groups)).toEqual(
          parts ? all.map(({ file }) => names.indexOf(file)) : undefined,
        )
      }),
    ))
})
