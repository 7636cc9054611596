import { expect, it } from 'vitest'
import { losses, lossText } from '../../../../stdlib/data/formats/losses.ts'

it('a loss is told in words that fit its number', () => {
  const words = (n: number) => losses([['boxes of no size, or outside their image, left out', n]]).map(lossText)
  expect([0, 1, 2000].map(words)).toEqual([
    [],
    ['1 box of no size, or outside its image, left out'],
    ['2,000 boxes of no size, or outside their image, left out'],
  ])
})
