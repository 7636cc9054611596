import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errorCode } from '../../../stdlib/files/error.ts'
import { makeFolder } from '../../../stdlib/files/make-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-folders-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const refused = (path: string): Promise<unknown> => makeFolder(path).then(() => undefined, errorCode)

describe('a folder', () => {
  it('is made with those above it, and may be there already', async () => {
    const deep = join(folder, 'a', 'b', 'c')
    await Promise.all([makeFolder(deep), makeFolder(deep)])
    await makeFolder(deep)
    expect(statSync(deep).isDirectory()).toBe(true)
  })

  it('is refused at and below a file', async () => {
    writeFileSync(join(folder, 'file'), '')
    expect(await refused(join(folder, 'file'))).toBe('EEXIST')
    expect(await refused(join(folder, 'file', 'below'))).toBe('ENOTDIR')
  })

  it.skipIf(!existsSync('/proc/self'))('is refused, and not tried for ever, where none can be made', async () => {
    expect(await refused('/proc/fovea/below')).toBe('ENOENT')
  })
})
