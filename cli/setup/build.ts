import { createRequire } from 'node:module'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { addonFile, homeOf, hushFile, type LibraryKind } from '../../dsl/targets/tensorflow/library.ts'
import { inWords } from '../../stdlib/files/error.ts'
import { changes, patched } from './patch.ts'
import { nvidiaFolder, type Wheel } from './pins.ts'
import { type Progress, runProgram } from './process.ts'

const require = createRequire(import.meta.url)

/** A file beside this one. */
const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Unpacks the members of an archive that start with one of the prefixes into a folder, without the archive's first folder. */
export const unpack = (archive: string, folder: string, prefixes: readonly string[], told: Progress): TE.TaskEither<Issue, unknown> =>
  runProgram(
    'setup: unpack',
    'free some space, or remove the download and run the set-up again',
    told,
  )('python3', [beside('unpack.py'), archive, folder, ...prefixes])

/** What of TensorFlow's wheel is used: its two libraries, and the headers of its C interface. */
const ofTensorFlow = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/xla/tsl/',
  'tensorflow/include/tsl/',
] as const

/**
 * What of a wheel is used, and where it goes below the folder of the library. TensorFlow looks for NVIDIA's libraries, its assembler and its
 * device code in `nvidia/` beside its own folder, as Python's packages lie (RUNPATH of its libraries).
 */
export const usedOf = ({ name }: Wheel, kind: LibraryKind): { readonly into: string; readonly prefixes: readonly string[] } => {
  if (!name.startsWith('nvidia-')) return { into: homeOf(kind), prefixes: ofTensorFlow }
  const own = `nvidia/${nvidiaFolder(name)}`
  return { into: 'nvidia', prefixes: [`${own}/lib/`, `${own}/bin/ptxas`, `${own}/bin/nvlink`, `${own}/nvvm/libdevice/`] }
}

/** Changes the sources of the addon: see `changes`. */
export const patchAddon = (folder: string): TE.TaskEither<Issue, unknown> =>
  pipe(
    [...new Set(changes.map(({ file }) => file))],
    TE.traverseSeqArray((name) => {
      const file = join(folder, 'binding', name)
      const unreadable = (e: unknown): Issue => issue('setup: addon', inWords(e), 'run the set-up again', { path: [file] })
      return pipe(
        TE.tryCatch(() => readFile(file, 'utf8'), unreadable),
        TE.chainEitherK((source) => patched(name, source)),
        TE.chain((source) => TE.tryCatch(() => writeFile(file, source), unreadable)),
      )
    }),
  )

const compile = runProgram('setup: compile', '`g++ --version` should say 7 or newer')

const addonFlags = (name: string): readonly string[] => [
  ...['-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8', `-DNODE_GYP_MODULE_NAME=${name}`],
  ...['-I', join(require.resolve('node-api-headers'), '..', 'include')],
]

/** Compiles the addon in a folder that holds the libraries, `include` and `binding`; and beside it what keeps it quiet while it loads. */
export const compileAddon = (folder: string): TE.TaskEither<Issue, unknown> =>
  pipe(
    compile('g++', [...addonFlags('hush'), ...['-x', 'c', beside('hush.c'), '-o', join(folder, hushFile)]]),
    TE.chain(() => TE.fromTask<readonly string[], Issue>(() => readdir(join(folder, 'binding')))),
    TE.chain((names) =>
      compile('g++', [
        ...addonFlags('tfjs_binding'),
        ...['-std=c++17', '-I', join(folder, 'include'), '-include', beside('trace.h'), beside('trace.cc')],
        ...names.filter((name) => name.endsWith('.cc')).map((name) => join(folder, 'binding', name)),
        ...[
          '-o',
          join(folder, addonFile),
          `-L${folder}`,
          '-l:libtensorflow_cc.so.2',
          '-l:libtensorflow_framework.so.2',
          '-Wl,-rpath,$ORIGIN',
        ],
      ]),
    ),
  )

const Tested = t.readonly(t.type({ tensorflow: t.string, gflops: t.number }))
export type Tested = t.TypeOf<typeof Tested>

const loader = pathToFileURL(require.resolve('tsx')).href

/** Loads the addon in a process of its own, computes with it, and measures it. */
export const selfTest = (folder: string, kind: LibraryKind): TE.TaskEither<Issue, Tested> =>
  pipe(
    runProgram('setup: self-test', 'this machine may lack what TensorFlow needs; the target tfjs:wasm works without it')(process.execPath, [
      '--import',
      loader,
      beside('self-test.ts'),
      join(folder, addonFile),
      kind,
    ]),
    TE.chainEitherK((text) =>
      pipe(
        E.tryCatch(
          (): unknown => JSON.parse(text.split('\n').find((line) => line.startsWith('{')) ?? ''),
          () => undefined,
        ),
        E.filterOrElse(Tested.is, () => undefined),
        E.mapLeft(() =>
          issue('setup: self-test', 'the self-test prints what it measured, but it did not', 'run the set-up again', {
            evidence: [['printed', text.slice(0, 200)]],
          }),
        ),
      ),
    ),
  )

/** All files below a folder, by their paths from it, sorted. */
export const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const below = await Promise.all(
    entries.map(async (e) => (e.isDirectory() ? (await filesBelow(join(folder, e.name))).map((file) => join(e.name, file)) : [e.name])),
  )
  return below.flat().sort()
}

/** The sizes of files in a folder. */
export const sizesOf = async (folder: string, files: readonly string[]): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(await Promise.all(files.map(async (file) => [file, (await stat(join(folder, file))).size] as const)))
