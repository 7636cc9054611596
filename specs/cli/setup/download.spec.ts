import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { downloadWheel } from '../../../cli/setup/download.ts'
import type { Wheel } from '../../../cli/setup/pins.ts'

const content = 'a wheel\n'
const wheel: Wheel = { name: 'a-b', version: '1', platform: 'p', sha256: createHash('sha256').update(content).digest('hex') }
const file = 'a_b-1-cp311-cp311-p.whl'

let folder = ''
const path = process.env['PATH'] ?? ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-download-'))
  process.env['PATH'] = `${folder}:${path}`
})
afterEach(() => {
  process.env['PATH'] = path
  rmSync(folder, { recursive: true })
})

/** A `python3` that counts its calls, and then does as pip would. */
const pip = (body: string): void => {
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\necho call >> ${folder}/calls\n${body}\n`)
  chmodSync(join(folder, 'python3'), 0o755)
}
const gives = (text: string): string => `printf '${text}' > ${folder}/${file}`
const calls = (): number => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').split('\n').length - 1 : 0)
const downloaded = async (): Promise<readonly [string, number]> => {
  const got = await downloadWheel(folder, () => undefined)(wheel)()
  return [E.isRight(got) ? readFileSync(got.right, 'utf8') : got.left.code, calls()]
}
const good = content.replace('\n', '\\n')

describe('a download', () => {
  it('is what pip gives, and is not done again where it is whole', async () => {
    pip(gives(good))
    expect([await downloaded(), await downloaded()]).toEqual([
      [content, 1],
      [content, 1],
    ])
  })

  it('that was broken off is done again', async () => {
    writeFileSync(join(folder, file), content.slice(0, 3))
    pip(gives(good))
    expect(await downloaded()).toEqual([content, 1])
  })

  it('of another content than the pinned one is refused, and not left', async () => {
    pip(gives('another'))
    expect([await downloaded(), existsSync(join(folder, file))]).toEqual([['setup: hash', 1], false])
  })

  it('begins without what an earlier one left half-done', async () => {
    mkdirSync(join(folder, 'pip', 'pip-unpack-1'), { recursive: true })
    pip(`test ! -e "$TMPDIR/pip-unpack-1" && ${gives(good)}`)
    expect([await downloaded(), existsSync(join(folder, 'pip'))]).toEqual([[content, 1], false])
  })
})
