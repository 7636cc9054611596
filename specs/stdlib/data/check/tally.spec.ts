import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookedAt, refusal } from '../../../../stdlib/data/check/before-training.ts'
import { findingsOf } from '../../../../stdlib/data/check/dataset.ts'
import { fixed } from '../../../../stdlib/data/check/fix.ts'
import { checkSplits, faultsOf } from '../../../../stdlib/data/check/splits.ts'
import type { Dataset } from '../../../../stdlib/data/dataset.ts'
import { countOf, mostTold } from '../../../../stdlib/data/fault.ts'
import { object, one } from './datasets.ts'
import { serious } from './defects.ts'
import { set } from './probed.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-told-'))
beforeAll(() => {
  mkdirSync(join(root, 'empty'))
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

const many = mostTold + 7
const repeated = (label: number) => Array.from({ length: many }, (_, record) => object({ label, record }))
/** A box many times, and as many of a class that is not there. */
const crowded: Dataset = one([...repeated(0), ...repeated(9), object({ box: [3, 3, 3, 9] })])

const checkedOf = async (dataset: Dataset, depth: 'none' | 'present') => {
  const part = { name: 'train', from: 'train.json', reading: { dataset, faults: [] } }
  const [checked] = await checkSplits({ depth, atOnce: 8, tell: () => undefined })([part])()
  if (checked === undefined) throw new Error('no split')
  return checked
}

describe('more findings than are told one by one', () => {
  it('are one fault a kind, and counts stay exact', async () => {
    const faults = faultsOf(await checkedOf(crowded, 'none'))
    const of = (code: string) => faults.filter(({ issue }) => issue.code === `data: ${code}`)
    expect(['box twice', 'unknown class', 'box of no size'].map((code) => countOf(of(code)))).toEqual([many - 1, many, 1])
    expect(of('box twice')).toHaveLength(mostTold + 1)
    expect(of('box twice').at(-1)).toMatchObject({ severity: 'wrong', times: 6, issue: { path: ['train.json'] } })
    expect(countOf(faults.filter(({ severity }) => severity === 'fatal'))).toBe(many)
    expect(countOf(faults)).toBe([...findingsOf('train.json')(crowded)].length)
  })
  it('are all mended', async () => {
    const { dataset, files } = await checkedOf(crowded, 'none')
    const { dataset: copy, changes } = fixed('train.json')(dataset, files)
    expect(serious([...findingsOf('train.json')(copy)])).toEqual([])
    expect(changes).toHaveLength(2 * many)
  })
  it('are all mended, of files too', async () => {
    const names = Array.from({ length: many }, (_, i) => `${String(i)}.png`)
    const checked = await checkedOf(set(root, 'empty', names), 'present')
    const missing = checked.found.filter(({ issue }) => issue.code === 'data: missing image')
    expect([missing.length, countOf(missing)]).toEqual([mostTold + 1, many])
    // Files are looked at a few at once, and told in the order of their images.
    expect(missing.slice(0, -1).map(({ issue }) => issue.path.at(-1))).toEqual(names.slice(0, mostTold))
    expect(fixed('train.json')(checked.dataset, checked.files).dataset.images).toEqual([])
  })
  it('are counted exactly before training, and refused with their number', async () => {
    const used = { classes: ['ship'], images: new Set<number>() }
    const { fatal, counted } = await lookedAt('train.json', used)({ dataset: { ...crowded, folder: root }, faults: [] })()
    expect(counted.get('box twice')).toBe(many - 1)
    const [first, ...rest] = fatal
    if (first === undefined) throw new Error('nothing is fatal')
    const said = refusal(first, rest, 'how')
    expect(said.message).toContain(`${String(many)} fatal defects`)
    expect(said.evidence[0]?.[1]).toMatch(new RegExp(`, and ${String(many - 3)} more$`))
  })
})
