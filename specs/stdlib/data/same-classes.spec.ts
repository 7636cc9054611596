import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../stdlib/data/dataset.ts'
import { sameClasses } from '../../../stdlib/data/same-classes.ts'

const split: fc.Arbitrary<Dataset> = fc
  .tuple(
    fc.uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 9 }), name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f') }), {
      selector: ({ name }) => name,
      maxLength: 5,
    }),
    fc.array(fc.option(fc.nat(4), { nil: undefined }), { maxLength: 6 }),
  )
  .map(([found, labels]) => {
    const classes = found.filter(({ id }, i) => found.findIndex((c) => c.id === id) === i)
    const objects = labels
      .filter((label) => label === undefined || label < classes.length)
      .map((label, record) => ({ label, box: [0, 0, 1, 1] as const, crowd: false, ignored: false, record }))
    return { folder: '', classes, images: [{ id: 1, file: 'a.png', source: 'a', objects }] }
  })

const named = ({ classes, images }: Dataset): readonly (string | undefined)[] =>
  images.flatMap(({ objects }) => objects.map(({ label }) => (label === undefined ? undefined : classes[label]?.name)))

describe('sameClasses', () => {
  it('gives all splits one list with every class once, and each object the class that it had', () => {
    fc.assert(
      fc.property(fc.array(split, { minLength: 1, maxLength: 4 }), (all) => {
        const made = sameClasses(all)
        expect(made.map(named)).toEqual(all.map(named))
        for (const { classes } of made) {
          expect(classes).toEqual(made[0]?.classes)
          expect(new Set(classes.map(({ id }) => id)).size).toBe(classes.length)
          expect(classes.map(({ name }) => name)).toEqual([...new Set(all.flatMap((one) => one.classes.map(({ name }) => name)))])
        }
      }),
    )
  })

  it('leaves a split as it is that has the list of all', () => {
    fc.assert(
      fc.property(split, (one) => {
        expect(sameClasses([one, one])[0]).toBe(one)
      }),
    )
  })
})
