import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addonFile, addonRevision, type Library } from '../../../../dsl/targets/tensorflow/library.ts'
import { circumstances, loads, trial } from '../../../../dsl/targets/tensorflow/loads.ts'

let folder = ''
let addon = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-loads-'))
  addon = join(folder, addonFile)
  writeFileSync(addon, 'no library')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const files = { [addonFile]: 10 }
const library = (tested?: string): Library => {
  const ready = { tensorflow: '2.21.0', addon: addonRevision, kind: 'cpu', arch: process.arch, files, gflops: 9 } as const
  return { kind: 'cpu', folder, addon, hint: 'mend it', ready: tested === undefined ? ready : { ...ready, tested } }
}
/** How often it is tried, and what comes of it. */
const loading = (of: Library, why?: string): readonly [string, number] => {
  let tries = 0
  const found = loads(of, () => {
    tries++
    return why
  })
  return [E.isLeft(found) ? `${found.left.code}: ${found.left.message}; ${found.left.hint}` : 'loads', tries]
}
const now = (): string => circumstances(folder, Object.keys(files))

describe('an installed library', () => {
  it('is not tried where it was tested under the same circumstances', () => {
    expect(loading(library(now()), 'never asked')).toEqual(['loads', 0])
  })

  it('is tried where a file is another one, of the same size too, and once only', () => {
    const before = now()
    utimesSync(addon, 1, 1)
    expect(now()).not.toBe(before)
    expect([loading(library(before)), loading(library(before))]).toEqual([
      ['loads', 1],
      ['loads', 0],
    ])
  })

  it('is tried on another machine, and where nothing is known of its test', () => {
    utimesSync(addon, 2, 2)
    expect(loading(library(now().replace(process.version, 'v1.0.0')))).toEqual(['loads', 1])
    utimesSync(addon, 3, 3)
    expect(loading(library())).toEqual(['loads', 1])
  })

  it('that does not load is an issue that says why', () => {
    expect(loading(library(), 'it is made of cheese')[0]).toBe(
      'tensorflow: does not load: TensorFlow 2.21.0 (cpu) does not load here: it is made of cheese; mend it',
    )
  })

  it('is tried in a process of its own, whose words are given', () => {
    expect(trial(addon)).toMatch(/tfjs_binding[.]node: (file too short|invalid ELF header)/)
  })
})
