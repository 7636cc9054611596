import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const lock = (version: string, more: object = {}): string => JSON.stringify({ packages: { 'node_modules/tool': { version }, ...more } })

let clone = ''
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'fovea-bootstrap-'))
  cpSync(join(root, 'bootstrap.mjs'), join(clone, 'bootstrap.mjs'))
  writeFileSync(join(clone, 'package-lock.json'), lock('1.0.0'))
})
afterEach(() => rmSync(clone, { recursive: true }))

/** What `npm ci` leaves behind: one tool that tells its arguments on stdout and exits with 7. */
const installTool = `
  const { mkdirSync, writeFileSync, cpSync } = require('node:fs')
  mkdirSync('node_modules/tool', { recursive: true })
  writeFileSync('node_modules/tool/package.json', '{"type": "module", "bin": {"tool": "run.js"}}')
  writeFileSync('node_modules/tool/run.js', 'console.log(process.argv.slice(2).join(" ")); process.exitCode = 7')
  cpSync('package-lock.json', 'node_modules/.package-lock.json')
  console.log('npm speaks')
`
interface Told {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}
const bootstrap = (npm: string, args: readonly string[], nodeArgs: readonly string[] = []): Told => {
  mkdirSync(join(clone, 'npm'), { recursive: true })
  writeFileSync(join(clone, 'npm/npm-cli.cjs'), npm)
  const env = { ...process.env, npm_execpath: join(clone, 'npm/npm-cli.cjs') }
  return spawnSync(process.execPath, [...nodeArgs, 'bootstrap.mjs', ...args], { cwd: clone, env, encoding: 'utf8' })
}
const broken = 'process.exitCode = 3'

describe('the bootstrap', () => {
  it('installs once, keeps stdout for the command, and ends with its exit code', () => {
    const first = bootstrap(installTool, ['tool', 'a', '--b'])
    expect([first.status, first.stdout]).toEqual([7, 'a --b\n'])
    expect(first.stderr).toMatch(/installing.*npm ci/)
    expect(bootstrap(broken, ['tool', 'c'])).toMatchObject({ status: 7, stdout: 'c\n', stderr: '' })
  })

  it('installs again where package-lock.json asks for another version or one package more', () => {
    bootstrap(installTool, ['tool'])
    for (const changed of [lock('1.0.1'), lock('1.0.0', { 'node_modules/other': { version: '1.0.0' } })]) {
      writeFileSync(join(clone, 'package-lock.json'), changed)
      expect(bootstrap(broken, ['tool']).stderr).toMatch(/npm ci/)
    }
  })

  it('does not mind an absent optional package', () => {
    bootstrap(installTool, ['tool'])
    writeFileSync(
      join(clone, 'package-lock.json'),
      lock('1.0.0', { 'node_modules/of-another-machine': { version: '1.0.0', optional: true } }),
    )
    expect(bootstrap(broken, ['tool'])).toMatchObject({ status: 7, stderr: '' })
  })

  it('says so where the installation fails', () => {
    const { status, stderr, stdout } = bootstrap(broken, ['tool'])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/`npm ci` ended with 3\n {2}try .*network/)
    expect(stderr).not.toMatch(/ at /)
  })

  it('with --check installs nothing and names the command to run', () => {
    const { status, stderr, stdout } = bootstrap(installTool, ['--check', 'tool'])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/try {2}npm ci/)
  })

  it('with --check runs the command where only packages for development are absent', () => {
    bootstrap(installTool, [])
    writeFileSync(join(clone, 'package-lock.json'), lock('1.0.0', { 'node_modules/linter': { version: '1.0.0', dev: true } }))
    expect(bootstrap(broken, ['--check', 'tool', 'x'])).toMatchObject({ status: 7, stdout: 'x\n' })
  })

  it('refuses a Node that is too old, and says which it found and which it needs', () => {
    const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'18.2.0'}})"
    const { status, stderr } = bootstrap(installTool, ['tool'], ['--import', old])
    expect(status).toBe(1)
    expect(stderr).toMatch(/needs Node 20 or newer, but this is Node 18\.2\.0/)
  })
})
