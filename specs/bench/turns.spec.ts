import { describe, expect, it } from 'vitest'
import { full, quick } from '../../bench/rows.ts'
import type { Subject } from '../../bench/subjects.ts'
import { inTurn, type Measured } from '../../bench/turns.ts'

/** A process that speaks the protocol: its steps take 1, 2, 3, … seconds, times a factor, or it ends at a step. */
const speaking = (name: string, factor: number, endsAt = Infinity): Subject => ({
  name,
  missing: null,
  command: [
    process.execPath,
    '-e',
    `let n = 0
     const lines = require('node:readline').createInterface({ input: process.stdin })
     lines.on('line', () => {
       if (++n === ${String(endsAt === Infinity ? -1 : endsAt)}) { console.error('out of cheese'); process.exit(1) }
       console.log(JSON.stringify({ seconds: ${String(factor)} * n }))
     })
     lines.on('close', () => console.log(JSON.stringify({ parameters: 7, peakBytes: 2 ** 20 * ${String(factor)} })))`,
  ],
})

describe('the benchmark', () => {
  it('takes the median of the turns but the first, of each subject', async () => {
    const seen: string[] = []
    const { measured, issues } = await inTurn([speaking('ours', 1), speaking('theirs', 10)], 3, (text) => seen.push(text))
    expect(issues).toEqual([])
    expect(measured.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['ours', 3],
      ['theirs', 30],
    ])
    expect(seen.slice(0, 4)).toEqual(['ours: warming up', 'theirs: warming up', 'ours: step 1 of 3', 'theirs: step 1 of 3'])
  })

  it('lets one that fails fall out, with its last words', async () => {
    const { measured, issues } = await inTurn([speaking('ours', 1), speaking('theirs', 1, 2)], 2, () => undefined)
    expect(measured.map(({ name }) => name)).toEqual(['ours'])
    expect(issues.map(({ message }) => message)).toEqual(['theirs answers each line with one of JSON, but ended: out of cheese'])
  })

  it('compares with the fastest of the peers, in time and in memory', () => {
    const life = (name: string, seconds: number, mib: number): Measured => ({ name, seconds, parameters: 1, peakBytes: mib * 2 ** 20 })
    const row = full.find(({ name }) => name === 'FCOS-R50 step, float32') ?? expect.fail('the row is there')
    const lines = row.lines(life('ours', 3, 100), [life('slow', 6, 50), life('fast', 4, 200)])
    expect(lines.map(({ against, ratio, target }) => [against, ratio, target])).toEqual([
      ['fast', 0.75, 1],
      ['fast', 0.5, 0.8],
    ])
  })

  it('has a name of its own for each row, and ours first', () => {
    expect(new Set(full.map(({ name }) => name)).size).toBe(full.length)
    expect([...full, ...quick].every(({ subjects: [first] }) => first?.name.startsWith('fovea'))).toBe(true)
  })
})
