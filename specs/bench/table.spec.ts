import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { beside, type Row } from '../../bench/rows.ts'
import type { Preparation, Subject } from '../../bench/subjects.ts'
import { type Manner, table } from '../../bench/table.ts'
import { issue } from '../../dsl/core/issue.ts'
import { speaking } from './speaking.ts'

const printed = { out: '', err: '' }
beforeEach(() => {
  Object.assign(printed, { out: '', err: '' })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed.out += String(text)), true))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed.err += String(text)), true))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

const row = (...subjects: readonly Subject[]): Row => ({
  name: 'a row',
  subjects,
  agree: 1e-3,
  lines: beside('a row', { time: 0.5, memory: 0.5 }),
})
const side: Manner = { alone: false, gauge: null }
const measured = (rows: readonly Row[], manner = side) => table({ json: false, quick: false, turns: 1, rows }, 'a machine', manner)

describe('the table of a benchmark', () => {
  it('prints a line a ratio, ratios first, and where and how they were measured', async () => {
    await measured([row(speaking('ours', 1), speaking('theirs', 4))])
    const [time, memory, where] = printed.out.split('\n')
    expect(time).toBe('  0.25  reached  (to reach 0.5)  a row, time: 2.00 s, theirs 8.00 s')
    expect(memory).toBe('  0.25  reached  (to reach 0.5)  a row, peak memory: 1.00 MiB, theirs 4.00 MiB')
    expect(where).toMatch(/^a machine, \d{4}-\d\d-\d\d, medians of 1 in turn$/)
    expect([printed.err, process.exitCode]).toEqual(['', undefined])
  })

  it('gives small ratios and bounds two digits, not none', async () => {
    await measured([{ ...row(speaking('ours', 1), speaking('theirs', 300)), lines: beside('a row', { time: 1 / 30 }) }])
    expect(printed.out.split('\n')[0]).toBe('0.0033  reached  (to reach 0.033)  a row, time: 2.00 s, theirs 600 s')
  })

  it('skips a row with a word where ours or all of its peers are missing, and that is no failure', async () => {
    const absent = { ...speaking('theirs', 1), missing: 'there is no such thing here' }
    expect(await measured([row(speaking('ours', 1), absent)])).toEqual([])
    expect([printed.err, process.exitCode]).toEqual(['skipped: a row: there is no such thing here\n', undefined])
    expect((await measured([row(speaking('ours', 1), absent, speaking('others', 4))])).map(({ against }) => against)).toEqual([
      'others',
      'others',
    ])
  })

  it('leaves out a peer that computes something else, however fast it is, and fails', async () => {
    const other = { ...speaking('other', 0.1), env: { OFFSET: '200' } }
    expect((await measured([row(speaking('ours', 1), other, speaking('theirs', 4))])).map(({ against }) => against)).toEqual([
      'theirs',
      'theirs',
    ])
    expect(printed.err).toMatch(/ours and other compute the same, but step 1 gave 101 and 201/)
    expect(process.exitCode).toBe(1)
  })

  it('makes a file that several subjects read once, and leaves out one whose file cannot be made', async () => {
    const made: string[] = []
    const file = (name: string, fault: boolean): Preparation => ({
      file: name,
      make: TE.fromIOEither(
        () => (made.push(name), fault ? E.left(issue('bench: export', 'it is written, but it was not', 'x')) : E.right(0)),
      ),
    })
    const reading = (name: string, fault = false): Subject => ({ ...speaking(name, 4), needs: [file(fault ? 'bad' : 'start', fault)] })
    const rows = [row(speaking('ours', 1), reading('theirs'), reading('failing', true)), row(speaking('ours', 1), reading('others'))]
    expect((await measured(rows)).map(({ against }) => against)).toEqual(['theirs', 'theirs', 'others', 'others'])
    expect(made).toEqual(['start', 'bad'])
    expect(printed.err).toMatch(/it is written, but it was not/)
  })

  it('lets subjects run one after the other, and takes memory off a gauge', async () => {
    // Ours starts, steps twice and ends before theirs begins, of which the device holds 40 MiB.
    const readings = [0, 10, 10, 10, 0, 40, 40, 40].map((mib) => mib * 2 ** 20)
    const lines = await measured([row(speaking('ours', 1), speaking('theirs', 4))], { alone: true, gauge: () => readings.shift() ?? NaN })
    expect(lines.map(({ fovea, peer }) => [fovea, peer])).toEqual([
      [2, 8],
      [10, 40],
    ])
  })
})
