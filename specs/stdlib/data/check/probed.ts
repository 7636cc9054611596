import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import type { Extent } from '../../../../stdlib/boxes/box.ts'
import { type Probe, probes } from '../../../../stdlib/data/check/files.ts'
import type { Dataset } from '../../../../stdlib/data/dataset.ts'

/** Images of a folder below `root`, without objects; their size is left out where it is null. */
export const set = (root: string, folder: string, names: readonly string[], size: Extent | null = { width: 20, height: 10 }): Dataset => ({
  folder: join(root, folder),
  classes: [],
  images: names.map((file, i) => ({ id: i, file, source: `${folder}.json`, objects: [], ...(size === null ? {} : { size }) })),
})

/** What their files told. */
export const probed = async (dataset: Dataset, depth: 'present' | 'decoded' = 'decoded'): Promise<readonly Probe[]> => {
  const told = { n: 0 }
  const found = await probes({ depth, atOnce: 3, tell: () => (told.n += 1) })(dataset)()
  if (E.isLeft(found)) throw new Error(found.left.issue.message)
  const all: Probe[] = []
  for await (const probe of found.right) all.push(probe)
  expect(told.n).toBe(dataset.images.length)
  return all
}
