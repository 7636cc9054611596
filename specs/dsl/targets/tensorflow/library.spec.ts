import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addonRevision, cacheFolder, installed, libraryFolder, type Ready, readyFile } from '../../../../dsl/targets/tensorflow/library.ts'

let cache = ''
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'fovea-library-'))
})
afterEach(() => {
  rmSync(cache, { recursive: true })
})

const ready: Ready = { tensorflow: '2.21.0', addon: addonRevision, kind: 'cpu', arch: process.arch, files: { 'a.so': 3 }, gflops: 9 }
const put = (text: string, library = 'abc'): void => {
  mkdirSync(libraryFolder('cpu', cache))
  writeFileSync(join(libraryFolder('cpu', cache), 'a.so'), library)
  writeFileSync(join(libraryFolder('cpu', cache), readyFile), text)
}
const said = (): string => {
  const found = installed('cpu', cache)
  return E.isLeft(found) ? `${found.left.code}: ${found.left.message}; ${found.left.hint}` : `in ${found.right.folder}`
}

describe('an installed library', () => {
  it('is there with all its files, as they were made', () => {
    put(JSON.stringify(ready))
    expect(said()).toBe(`in ${libraryFolder('cpu', cache)}`)
  })

  it('is missing, with the command that installs it', () => {
    expect(said()).toBe('tensorflow: missing: TensorFlow 2.21.0 (cpu) is not set up here; `npm run setup:tensorflow` installs it')
    expect(E.isLeft(installed('cuda', cache)) && installed('cuda', cache)).toMatchObject({
      left: { hint: '`npm run setup:tensorflow -- --cuda` installs it' },
    })
  })

  it.each([
    ['half of it', JSON.stringify(ready).slice(0, 20), 'abc', 'it was not set up to its end'],
    ['another record', '{}', 'abc', 'its ready.json is damaged'],
    ['a truncated file', JSON.stringify(ready), 'ab', 'a.so has 3 bytes, but 2 are there'],
    ['an older addon', JSON.stringify({ ...ready, addon: addonRevision - 1 }), 'abc', 'its addon was built by another version of fovea'],
    ['another processor', JSON.stringify({ ...ready, arch: 'vax' }), 'abc', `it was built for vax, but this is ${process.arch}`],
  ])('is damaged: %s', (_, text, library, why) => {
    put(text, library)
    expect(said()).toContain(`tensorflow: damaged: TensorFlow 2.21.0 (cpu) cannot be used: ${why}`)
  })

  it('lies in the folder that FOVEA_CACHE or the desktop names, else in that of the user', () => {
    expect(cacheFolder({ FOVEA_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a')
    expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/fovea')
    expect(cacheFolder({})).toMatch(/[.]cache\/fovea$/)
    expect(cacheFolder({ FOVEA_CACHE: '', XDG_CACHE_HOME: '' })).toBe(cacheFolder({}))
  })

  it('lies in an absolute place, from which an addon can be loaded', () => {
    expect(cacheFolder({ FOVEA_CACHE: 'cache' })).toBe(join(process.cwd(), 'cache'))
  })
})
