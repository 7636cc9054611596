import type { Case } from './meta.ts'
import { levels } from './network.ts'

const block = /^hbs\.(P\d+)\.(.*)$/

/**
 * The goldens' name of a parameter of ours: smoothing blocks are numbered there, and those of the authors' code are a family of
 * their own.
 *
 * @example theirName('hbs.P3.expand.bias', 'release') // => 'released.0.expand.bias'
 */
export const theirName = (name: string, smoothing: Case['smoothing']): string => {
  const [, level, rest] = block.exec(name) ?? []
  const index = levels.findIndex((l) => l === level)
  return index < 0 ? name : `${smoothing === 'release' ? 'released' : 'hbs'}.${String(index)}.${rest ?? ''}`
}
