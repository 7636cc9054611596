import { dirname, join, resolve } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folderName, runFolder } from '../../../cli/runs/folder.ts'

const hostile = fc
  .array(fc.constantFrom('.', '..', '/', '\\', '~', '-', ' ', '\0', '\n', 'a', 'λ', '$(x)', ':'), { maxLength: 8 })
  .map((p) => p.join(''))

describe('the folder of a run', () => {
  it('lies in the folder of the runs, whatever the name of the experiment', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string()), fc.nat(), (name, seed) => {
        expect(dirname(resolve('/runs', runFolder('/runs', name, seed).path))).toBe('/runs')
      }),
      { numRuns: 300 },
    )
  })
  it('is never hidden, and never looks like an option', () => {
    fc.assert(fc.property(fc.oneof(hostile, fc.string()), fc.nat(), (name, seed) => !/^[.-]/.test(folderName(name, seed))))
  })
  it('is <name>-<seed> for a plain name', () => {
    expect(runFolder('out', 'fcos-set_1.0', 7).path).toBe(join('out', 'fcos-set_1.0-7'))
  })
  it('tells seeds apart', () => {
    expect(folderName('a', 1)).not.toBe(folderName('a', 2))
  })
})
