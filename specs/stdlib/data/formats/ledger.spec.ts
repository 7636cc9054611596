import { expect, it } from 'vitest'
import { issue } from '../../../../dsl/core/issue.ts'
import { most, newLedger } from '../../../../stdlib/data/formats/ledger.ts'

it('a ledger tells so many faults of each severity, and counts the rest', () => {
  const ledger = newLedger('a.txt')
  const made = { issues: 0 }
  for (let i = 0; i < most + 5; i++)
    ledger.add('odd', () => {
      made.issues += 1
      return issue('a', 'b', 'c')
    })
  ledger.add('fatal', () => issue('late', 'b', 'c'))
  const faults = ledger.faults()
  expect([faults.length, made.issues]).toEqual([most + 2, most])
  expect(faults.filter(({ severity }) => severity === 'fatal').map((f) => f.issue.code)).toEqual(['late'])
  expect(faults.at(-1)?.issue.message).toContain('5 more')
})
