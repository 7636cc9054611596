import { describe, expect, it } from 'vitest'
import { full, quick } from '../../bench/cpu-rows.ts'
import { gpuRows } from '../../bench/gpu-rows.ts'
import { inTurn, type Measured } from '../../bench/turns.ts'
import { speaking } from './speaking.ts'

describe('the benchmark', () => {
  it('takes the median of the turns but the first, of each subject', async () => {
    const seen: string[] = []
    const { measured, issues } = await inTurn([speaking('ours', 1), speaking('theirs', 10)], 3, (text) => seen.push(text))
    expect(issues).toEqual([])
    expect(measured.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['ours', 3],
      ['theirs', 30],
    ])
    expect(measured.map(({ computed }) => computed)).toEqual(Array(2).fill([[101], [102], [103], [104]]))
    expect(seen.slice(0, 4)).toEqual(['ours: warming up', 'theirs: warming up', 'ours: step 1 of 3', 'theirs: step 1 of 3'])
  })

  it('lets one that fails fall out, with its last words', async () => {
    const { measured, issues } = await inTurn([speaking('ours', 1), speaking('theirs', 1, 2)], 2, () => undefined)
    expect(measured.map(({ name }) => name)).toEqual(['ours'])
    expect(issues.map(({ message }) => message)).toEqual(['theirs answers each line with one of JSON, but ended: out of cheese'])
  })

  it('compares with the fastest of the peers, in time and in memory', () => {
    const life = (name: string, seconds: number, mib: number): Measured => ({ name, seconds, computed: [], peakBytes: mib * 2 ** 20 })
    const row = full.find(({ name }) => name === 'FCOS-R50 step, float32') ?? expect.fail('the row is there')
    const lines = row.lines(life('ours', 3, 100), [life('slow', 6, 50), life('fast', 4, 200)])
    expect(lines.map(({ against, ratio, target }) => [against, ratio, target])).toEqual([
      ['fast', 0.75, 1],
      ['fast', 0.5, 0.8],
    ])
  })

  it('leaves memory out where it is not known', () => {
    const life = (name: string, peakBytes: number): Measured => ({ name, seconds: 1, computed: [], peakBytes })
    const row = full.find(({ name }) => name === 'FCOS-R50 step, float32') ?? expect.fail('the row is there')
    expect(row.lines(life('ours', NaN), [life('theirs', 1)]).map(({ name }) => name)).toEqual(['FCOS-R50 step, float32, time'])
  })

  it('gives each subject its peak on a device: what is in use behind its own steps', async () => {
    // In use before and behind each action: ours starts with 5 and grows to 9, theirs starts with 100 and stays.
    const readings = [10, 15, 15, 115, 115, 119, 119, 119, 119, 117, 117, 117]
    const { measured } = await inTurn(
      [speaking('ours', 1), speaking('theirs', 1)],
      2,
      () => undefined,
      () => readings.shift() ?? NaN,
    )
    expect(measured.map(({ name, peakBytes }) => [name, peakBytes])).toEqual([
      ['ours', 9],
      ['theirs', 100],
    ])
  })

  it('has a name of its own for each row, and ours first', () => {
    const gpu = gpuRows({ driver: true, cuda: null, webgpu: null })
    const names = [...full, ...gpu].map(({ name }) => name)
    expect(new Set(names).size).toBe(full.length + gpu.length)
    expect([...full, ...quick, ...gpu].every(({ subjects: [first] }) => first?.name.startsWith('fovea'))).toBe(true)
  })
})
