import { expect, it } from 'vitest'
import { median } from '../../cli/median.ts'

it('the median is the middle, the mean of two in the middle, and not a number of none', () => {
  const numbers = [4, 1, 2, 3]
  expect([median([3, 1, 2]), median(numbers), median([])]).toEqual([2, 2.5, NaN])
  expect(numbers).toEqual([4, 1, 2, 3])
})
