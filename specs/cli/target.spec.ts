import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkpointFile } from '../../cli/runs/checkpoints.ts'
import { runFolderAt, type RunFolder } from '../../cli/runs/folder.ts'
import { appendEvent } from '../../cli/runs/log.ts'
import { chosenFor, targetOfRun } from '../../cli/target.ts'

const told = (asked?: string): readonly [string, string] => {
  const said: string[] = []
  const chosen = chosenFor(asked, (text) => said.push(text))
  return [E.isRight(chosen) ? chosen.right.name : chosen.left[0].code, said.join('')]
}

describe('the target of a command', () => {
  it('is told with its reason where it chose itself', () => {
    const [name, said] = told()
    expect(said).toMatch(new RegExp(`^target ${name}: .+\\n$`))
  })

  it('is not told where it was asked for, and refused where there is none', () => {
    expect(told('tfjs:wasm')).toEqual(['tfjs:wasm', ''])
    expect(told('tfjs')).toEqual(['target: unknown', ''])
  })
})

describe('the target of a run', () => {
  let folder: RunFolder
  beforeEach(() => {
    folder = runFolderAt(mkdtempSync(join(tmpdir(), 'fovea-target-')))
    mkdirSync(folder.checkpoints)
  })
  afterEach(() => {
    rmSync(folder.path, { recursive: true })
  })
  const began = (target: string): void => {
    appendEvent(folder.events, { type: 'started', name: 'a', seed: 0, target, steps: 9, firstStep: 0, parameters: 1, peakBytes: 1 }, 0)
  }
  const chosen = async (asked?: string): Promise<readonly string[]> => {
    const found = await targetOfRun(asked, folder.path)()
    return E.isRight(found) ? [found.right.name, found.right.reason] : [found.left.code, found.left.hint]
  }

  it('is that on which it began, once there is something to go on from', async () => {
    began('reference')
    const fresh = await chosen()
    writeFileSync(checkpointFile(folder.checkpoints, 3), '')
    expect([fresh[0], await chosen()]).toEqual([told()[0], ['reference', 'the run began on it']])
  })

  it('is another where one is asked for', async () => {
    began('reference')
    writeFileSync(checkpointFile(folder.checkpoints, 3), '')
    expect(await chosen('tfjs:wasm')).toEqual(['tfjs:wasm', 'it was asked for'])
  })

  it('that is not here any more is refused, with the way out', async () => {
    began('tfjs:abacus')
    writeFileSync(checkpointFile(folder.checkpoints, 3), '')
    const [code, hint] = await chosen()
    expect([code, hint?.endsWith(', or name another with --target')]).toEqual(['target: unknown', true])
  })
})
