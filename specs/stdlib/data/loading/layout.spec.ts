import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytesOf, type Layout, viewsOf } from '../../../../stdlib/data/loading/layout.ts'

const layouts: fc.Arbitrary<Layout> = fc
  .array(fc.record({ dtype: fc.constantFrom('float32' as const, 'int32' as const), length: fc.nat(20) }), { maxLength: 6 })
  .map((parts) => parts.map((p, i) => ({ ...p, name: `p${String(i)}` })))

it('the arrays of a batch fill its buffer, each its own part', () =>
  fc.assert(
    fc.property(layouts, (layout) => {
      const buffer = new SharedArrayBuffer(bytesOf(layout))
      const views = viewsOf(layout)(buffer)
      layout.forEach(({ name }, i) => views[name]?.fill(i + 1))
      layout.forEach(({ name, length, dtype }, i) => {
        expect([...(views[name] ?? [])]).toEqual(Array.from({ length }, () => i + 1))
        expect(views[name] instanceof Int32Array).toBe(dtype === 'int32')
      })
      expect(layout.reduce((n, { length }) => n + 4 * length, 0)).toBe(buffer.byteLength)
    }),
  ))
