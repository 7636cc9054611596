import { afterAll, describe, expect, it } from 'vitest'
import { formatNames } from '../../stdlib/data/formats/names.ts'
import { readsOrRefuses } from './bad-input/law.ts'
import { ofFormats, readers } from './bad-input/readers.ts'
import { absent, real } from './bad-input/real.ts'
import { watchdog } from './bad-input/watchdog.ts'

const RUNS = Number(process.env['FOVEA_RUNS'] ?? 60)

const dog = watchdog(60)
afterAll(() => dog.end())

/** Bytes of resident memory that a reader may make the process grow by, garbage included. */
const GROWTH = 1e9
const peak = (): number => process.resourceUsage().maxRSS * 1024

describe('whatever happens to a file, it is read, or refused by issues that name it, without a crash, a hang or much memory', () => {
  it.each(readers.map((reader) => [reader.name, reader] as const))('%s', async (_, reader) => {
    const before = peak()
    await readsOrRefuses(reader, dog, RUNS)
    expect(peak() - before).toBeLessThan(GROWTH)
  })

  it('every format is among them', () => {
    expect(formatNames.filter((name) => ofFormats[name] === undefined)).toEqual([])
  })
})

describe.skipIf(absent)('so are real files (../shared/data/formats)', () => {
  it.each(real.map((reader) => [reader.name, reader] as const))('%s', async (_, reader) => {
    const before = peak()
    await readsOrRefuses(reader, dog, RUNS / 4)
    expect(peak() - before).toBeLessThan(GROWTH)
  })
})
