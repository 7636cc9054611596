import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { asynchronous, synchronous, type System } from '../../../stdlib/files/system.ts'

const folder = mkdtempSync(join(tmpdir(), 'system-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'bytes')
const link = join(folder, 'link')
const all = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
writeFileSync(file, all)
symlinkSync(file, link)

const piece = async ({ open }: System, most: number, offset: number) => {
  const bytes = new Uint8Array(most)
  const opened = await open(link)
  const count = await opened.read(bytes, 0, most, offset)
  await opened.close()
  return bytes.slice(0, count)
}

describe('a thread that waits for the file system', () => {
  it('reads what one reads that does not', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.nat(400), async (most, offset) => {
        const expected = all.slice(offset, offset + most)
        expect(await piece(synchronous, most, offset)).toEqual(expected)
        expect(await piece(asynchronous, most, offset)).toEqual(expected)
      }),
      { numRuns: 30 },
    ))

  it('finds the same files, and misses the same', async () => {
    expect(await synchronous.realpath(link)).toBe(await asynchronous.realpath(link))
    expect((await synchronous.stat(link)).size).toBe((await asynchronous.stat(link)).size)
    for (const one of [synchronous, asynchronous]) {
      for (const ask of [one.stat, one.realpath, one.open]) {
        await expect((async () => ask(join(folder, 'none')))()).rejects.toThrow(/ENOENT/)
      }
    }
  })
})
