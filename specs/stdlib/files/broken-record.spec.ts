import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenRecord } from '../../../stdlib/files/broken-record.ts'

describe('the broken one of some records', () => {
  const records = fc.array(
    fc.jsonValue({ maxDepth: 2 }).map((v) => JSON.stringify(v)),
    { maxLength: 6 },
  )
  it('is the one that is no JSON, whatever stands before and after it', () =>
    fc.assert(
      fc.property(
        records,
        fc.constantFrom('', '{"a": 2,}', 'x', '"a', '1]', '}', '[', '{"a" 1}', '"\\"'),
        records,
        (before, broken, after) => {
          expect(brokenRecord([...before, broken, ...after].join(' ,\n'))).toBe(before.length)
        },
      ),
    ))
})
