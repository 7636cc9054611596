import { expect, it } from 'vitest'
import { issue } from '../../../../dsl/core/issue.ts'
import { newLedger } from '../../../../stdlib/data/formats/ledger.ts'
import { countOf, mostTold } from '../../../../stdlib/data/fault.ts'

it('a ledger tells so many faults of each severity, and counts the rest', () => {
  const ledger = newLedger('a.txt')
  const made = { issues: 0 }
  for (let i = 0; i < mostTold + 5; i++)
    ledger.add('odd', () => {
      made.issues += 1
      return issue('a', 'b', 'c')
    })
  ledger.add('fatal', () => issue('late', 'b', 'c'))
  const faults = ledger.faults()
  expect([faults.length, made.issues]).toEqual([mostTold + 2, mostTold])
  expect(faults.filter(({ severity }) => severity === 'fatal').map((f) => f.issue.code)).toEqual(['late'])
  expect(faults.at(-1)?.issue.message).toContain('5 others are counted')
  expect(countOf(faults)).toBe(mostTold + 6)
})
