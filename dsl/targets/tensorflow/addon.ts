import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../core/issue.ts'
import { hushFile } from './library.ts'

/** What TensorFlow hands out for a tensor that it keeps. */
interface Held {
  readonly id: number
}

/** The part of tfjs-node's native addon that is used here. Numbers stand for tensors and for loaded graphs; each is deleted by hand. */
export interface Addon {
  readonly TF_Version: string
  /** Does it see a GPU that it can use? */
  readonly isUsingGpuDevice: () => boolean
  /** Shows a typed array to TensorFlow, without copying it. `dtype` is a number of TensorFlow's `DataType`. */
  readonly createTensor: (shape: readonly number[], dtype: number, values: Float32Array | Int32Array) => number
  readonly deleteTensor: (id: number) => void
  /** Copies the values out. */
  readonly tensorDataSync: (id: number) => Float32Array | Int32Array
  readonly loadSavedModel: (folder: string, tags: string) => number
  readonly deleteSavedModel: (id: number) => void
  /** Runs a loaded graph: the fed tensors, the names of what they are fed to, and the names of what is fetched, joined by commas. */
  readonly runSavedModel: (id: number, inputs: readonly number[], inputNames: string, outputNames: string) => readonly Held[]
  /** Calls `act`, and gives TensorFlow's `RunMetadata` of each run in it, as protobuf. */
  readonly traced: (act: () => void) => readonly Uint8Array[]
}

const functions = [
  'createTensor',
  'deleteTensor',
  'tensorDataSync',
  'loadSavedModel',
  'deleteSavedModel',
  'runSavedModel',
  'traced',
] as const

const isAddon = (u: unknown): u is Addon => {
  if (typeof u !== 'object' || u === null || !('TF_Version' in u)) return false
  const entries = new Map<string, unknown>(Object.entries(u))
  return functions.every((name) => typeof entries.get(name) === 'function' || (name in u && typeof Reflect.get(u, name) === 'function'))
}

/** TensorFlow reads its settings from the environment when it is loaded; what the user has set stays. */
const settings: Readonly<Record<string, string>> = {
  // Its own lines on standard error: of errors alone.
  TF_CPP_MIN_LOG_LEVEL: '3',
  // Convolutions by oneDNN, which TensorFlow takes by itself only where the processor has AVX-512: faster without it too.
  TF_ENABLE_ONEDNN_OPTS: '1',
}

const require = createRequire(import.meta.url)

interface Hush {
  readonly hush: () => void
  readonly speak: () => void
}

const isHush = (u: unknown): u is Hush => typeof u === 'object' && u !== null && 'hush' in u && 'speak' in u

/** Loads the addon with standard error away: TensorFlow's libraries write to it before their log can be turned down. */
const hushed = (path: string): unknown => {
  const quiet: unknown = require(join(dirname(path), hushFile))
  if (!isHush(quiet)) throw new Error(`internal: ${hushFile} has no hush`)
  quiet.hush()
  try {
    return require(path)
  } finally {
    quiet.speak()
  }
}

const loaded = new Map<string, Addon>()

/** Loads the addon at a path, once a process. */
export const loadAddon = (path: string): E.Either<Issue, Addon> => {
  const before = loaded.get(path)
  if (before !== undefined) return E.right(before)
  const loud = process.env['TF_CPP_MIN_LOG_LEVEL'] !== undefined
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value
  return pipe(
    E.tryCatch(
      (): unknown => (loud ? require(path) : hushed(path)),
      (cause) =>
        issue('tensorflow addon', `the addon loads, but ${firstLine(cause)}`, '`npm run setup:tensorflow` builds it anew', {
          path: [path],
        }),
    ),
    E.filterOrElse(isAddon, () =>
      issue('tensorflow addon', 'the addon has what fovea calls, but it has not', '`npm run setup:tensorflow` builds it anew', {
        path: [path],
      }),
    ),
    E.map((addon) => {
      loaded.set(path, addon)
      return addon
    }),
  )
}

/** What went wrong, without the pages that may follow. */
export const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 300) ?? ''
