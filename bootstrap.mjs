// Runs a command on a clone that may have nothing installed: `node bootstrap.mjs [--check] [PACKAGE ARGUMENTS…]`.
// It imports nothing but Node's own modules, and it is called by name because npm skips pre-scripts under ignore-scripts.
// With --check it installs nothing: it says which command to run.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const OLDEST_NODE = 20
const root = fileURLToPath(new URL('.', import.meta.url))

const readJson = (...path) => {
  try {
    return JSON.parse(readFileSync(join(root, ...path), 'utf8'))
  } catch {
    return undefined
  }
}

const give = (code, message, hint) => {
  process.stderr.write(`${code}: ${message}\n  try  ${hint}\n`)
  process.exit(1)
}

/** What npm should have installed and has not: optional packages may be absent, those for development too where nothing is installed. */
const missing = ({ development }) => {
  const wanted = readJson('package-lock.json')?.packages ?? {}
  const found = readJson('node_modules', '.package-lock.json')?.packages
  if (found === undefined) return ['node_modules']
  const needed = ([, p]) => !p.optional && !p.devOptional && (development || !p.dev)
  return Object.entries(wanted)
    .filter(([path, p]) => path !== '' && (found[path] === undefined ? needed([path, p]) : found[path].version !== p.version))
    .map(([path]) => path)
}

/** npm as it started us, else the one on the path. Its report goes to stderr: stdout belongs to the command. */
const npm = (...args) => {
  const script = process.env.npm_execpath
  const own = script !== undefined && /^npm(-cli)?[.]c?js$/.test(basename(script))
  const options = { cwd: root, stdio: ['ignore', 2, 2], shell: !own && process.platform === 'win32' }
  return own ? spawnSync(process.execPath, [script, ...args], options) : spawnSync('npm', args, options)
}

const install = () => {
  process.stderr.write('fovea: installing its packages with `npm ci`; this takes about half a minute…\n')
  const started = Date.now()
  const { status, error } = npm('ci', '--include=dev', '--include=optional', '--loglevel=error')
  if (error !== undefined)
    give('install', `npm cannot be run (${error.message})`, 'install npm, which comes with Node from https://nodejs.org')
  if (status !== 0)
    give(
      'install',
      `\`npm ci\` ended with ${status}`,
      'read its report above; check that the network reaches your npm registry (`npm ping`)',
    )
  process.stderr.write(`fovea: installed in ${Math.round((Date.now() - started) / 1000)} s\n`)
}

const [major] = process.versions.node.split('.').map(Number)
if (major < OLDEST_NODE)
  give(
    'node',
    `fovea needs Node ${OLDEST_NODE} or newer, but this is Node ${process.versions.node} (${process.execPath})`,
    'install a newer Node from https://nodejs.org',
  )

const checkOnly = process.argv[2] === '--check'
const [command, ...args] = process.argv.slice(checkOnly ? 3 : 2)
const absent = missing({ development: !checkOnly })
if (absent.length > 0) {
  if (!checkOnly) install()
  else give('install', `fovea's packages are not installed, or not those of package-lock.json (${absent[0]})`, `npm ci   (in ${root})`)
}

if (command !== undefined) {
  const { bin } = readJson('node_modules', command, 'package.json') ?? {}
  const script = typeof bin === 'string' ? bin : bin?.[command]
  if (script === undefined) throw new Error(`internal: no command ${command} in node_modules`)
  // In this same process, so that terminal, signals and exit code are the command's own.
  const path = join(root, 'node_modules', command, script)
  process.argv = [process.execPath, path, ...args]
  await import(pathToFileURL(path).href)
}
