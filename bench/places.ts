import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../dsl/targets/tensorflow/library.ts'

/** Where `npm run bench:setup` puts what fovea is measured beside. */
export const peersFolder = join(cacheFolder(), 'bench')

/** The peers that run in Node: packages of bench/peers/node/package.json. */
export const nodePeers = join(peersFolder, 'node')

/** What peers start from: weights, batches, models; written anew by each benchmark. */
export const startFolder = join(peersFolder, 'start')

const own = join(peersFolder, 'bin', 'python')

/** The Python that holds PyTorch: the one that `bench:setup` made, unless FOVEA_BENCH_PYTHON names another. */
export const python = (env: Readonly<Record<string, string | undefined>> = process.env): string => {
  const named = env['FOVEA_BENCH_PYTHON']
  return named === undefined || named === '' ? own : named
}

/** Is a package in the Python that `bench:setup` made? In another one it is taken to be. */
export const pythonHas = (name: string): boolean => {
  const command = python()
  if (!existsSync(command)) return false
  if (command !== own) return true
  const lib = join(peersFolder, 'lib')
  return readdirSync(lib).some((version) => existsSync(join(lib, version, 'site-packages', name)))
}

/** Is a package among the peers that run in Node? */
export const nodeHas = (name: string): boolean => existsSync(join(nodePeers, 'node_modules', name, 'package.json'))
