import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { runProgram } from '../cli/setup/process.ts'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { library } from '../dsl/targets/tensorflow/library.ts'
import { inWords } from '../stdlib/files/error.ts'
import { makeFolder } from '../stdlib/files/make-folder.ts'
import { nodePeers, peersFolder } from './places.ts'

/** Python packages of the versions that the numbers in docs/performance.md are beside. */
export const pythonPackages = {
  torch: '2.15.0',
  torchvision: '0.29.2',
  onnx: '1.23.2',
  onnxscript: '0.7.2',
  pycocotools: '2.0.11',
  'faster-coco-eval': '1.8.0',
} as const

/** One thing to set up: what it is, whether it is there, and how it gets there. */
export interface Part {
  readonly what: string
  readonly there: () => boolean
  readonly make: TE.TaskEither<Issue, unknown>
}

const python = join(peersFolder, 'bin', 'python')

const sitePackages = (): readonly string[] => {
  const lib = join(peersFolder, 'lib')
  return existsSync(lib)
    ? readdirSync(lib)
        .map((version) => join(lib, version, 'site-packages'))
        .filter((folder) => existsSync(folder))
        .flatMap((folder) => readdirSync(folder))
    : []
}

const listed = Object.entries(pythonPackages)

const needed = 'Python 3.10 or newer with venv and pip, and 8 GB of free disk; FOVEA_CACHE=/large/disk names another folder'

const pythonParts: readonly Part[] = [
  {
    what: 'a Python of its own',
    there: () => existsSync(join(peersFolder, 'bin', 'pip')),
    make: runProgram('bench: python', needed)('python3', ['-m', 'venv', peersFolder]),
  },
  {
    what: `PyTorch, what exports its models, and evaluations of COCO (${listed.map(([name, version]) => `${name} ${version}`).join(', ')})`,
    there: () => {
      const found = sitePackages()
      // A package's folder has its name with underlines.
      return listed.every(([name, version]) => found.includes(`${name.replaceAll('-', '_')}-${version}.dist-info`))
    },
    make: runProgram('bench: pip', needed)(python, ['-m', 'pip', 'install', ...listed.map(([name, version]) => `${name}==${version}`)]),
  },
]

const manifest = join(import.meta.dirname, 'peers', 'node')
const lockFile = 'package-lock.json'
/** A copy of the lock, written when all of it is installed. */
const installedLock = 'installed.json'

const textOf = (file: string): string | null => (existsSync(file) ? readFileSync(file, 'utf8') : null)

const attempt = (act: () => Promise<unknown>): TE.TaskEither<Issue, unknown> =>
  TE.tryCatch(act, (e) => issue('bench: folder', inWords(e), 'name another folder: FOVEA_CACHE=/large/disk', { path: [nodePeers] }))

/** Without install scripts: tfjs-node's and ONNX Runtime's would download, and neither is needed here. */
const nodePart: Part = {
  what: 'TensorFlow.js for Node and ONNX Runtime',
  there: () => textOf(join(nodePeers, installedLock)) === textOf(join(manifest, lockFile)),
  make: pipe(
    attempt(async () => {
      await makeFolder(nodePeers)
      for (const file of ['package.json', lockFile]) await cp(join(manifest, file), join(nodePeers, file))
    }),
    TE.chain(() =>
      runProgram('bench: npm', 'npm, a network that reaches its registry, and 600 MB of free disk')('npm', [
        'ci',
        '--prefix',
        nodePeers,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
      ]),
    ),
    TE.chain(() => attempt(() => writeFile(join(nodePeers, installedLock), textOf(join(manifest, lockFile)) ?? ''))),
  ),
}

/** Installs what is missing of the peers, part by part, and says so. */
export const setUpPeers = (told: (text: string) => void, parts: readonly Part[] = [...pythonParts, nodePart]): TE.TaskEither<Issue, void> =>
  pipe(
    parts,
    TE.traverseSeqArray(({ what, there, make }) =>
      pipe(
        TE.fromIO<boolean, Issue>(() => {
          const found = there()
          told(`${what}: ${found ? 'there already' : 'installing'}`)
          return found
        }),
        TE.chain((found): TE.TaskEither<Issue, unknown> => (found ? TE.right(undefined) : make)),
      ),
    ),
    TE.map(() => {
      if (E.isLeft(library())) told('TensorFlow is not set up, on which TensorFlow.js for Node runs here: `npm run setup:tensorflow`')
    }),
  )
