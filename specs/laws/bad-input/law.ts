import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import type { Issue } from '../../../dsl/core/issue.ts'
import { mutations } from './mutations.ts'
import type { Watchdog } from './watchdog.ts'

/** Something that reads files, and the files: the first of them gets changed. */
export interface Reader {
  readonly name: string
  readonly files: readonly (readonly [name: string, bytes: Uint8Array | string])[]
  /** Reads the first file; gives all the issues that it tells. */
  readonly read: (file: string, folder: string) => Promise<readonly Issue[]>
  /** Codes of what is wrong with the file as it is. */
  readonly known?: readonly string[]
}

/** Longer than this a message fills a screen. */
const LONGEST = 2_000

const saysEnough = (found: Issue, folder: string): void => {
  expect(found.code).not.toBe('')
  expect(found.message).not.toBe('')
  expect(found.hint).not.toBe('')
  expect(found.message.length).toBeLessThan(LONGEST)
  expect(found.path.join(' ')).toContain(folder)
}

/**
 * Whatever happens to the file: it ends, without an exception, and every issue says what, where and what to do. Files are as they should be
 * at first, without a fatal issue (`clean`).
 */
export const readsOrRefuses = async ({ name, files, read, known = [] }: Reader, dog: Watchdog, numRuns: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bad-input-'))
  try {
    const all = files.map(([file, bytes]) => [join(folder, file), Buffer.from(bytes)] as const)
    for (const [file, bytes] of all) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, bytes)
    }
    const [first] = all
    if (first === undefined) throw new Error('no file')
    const [file, bytes] = first
    expect((await read(file, folder)).filter(({ code }) => !known.includes(code))).toEqual([])
    await fc.assert(
      fc.asyncProperty(mutations, async (change) => {
        dog.beat(`${name}: ${change.says}`)
        const changed = change.of(bytes)
        writeFileSync(file, changed)
        for (const found of await read(file, folder)) saysEnough(found, folder)
      }),
      { numRuns },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
