import type * as core from '@tensorflow/tfjs-core'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import util from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import { library } from '../../../dsl/targets/tensorflow/library.ts'
import { nodePeers } from '../../places.ts'

/** TensorFlow.js, as `@tensorflow/tfjs-node` exports it. */
export type Tfjs = typeof core

const isTfjs = (u: unknown): u is Tfjs => typeof u === 'object' && u !== null && 'variableGrads' in u

/** Node 23 and newer lack this, which tfjs-node 4.22 calls. */
const restoreIsNullOrUndefined = (): void => {
  if (!('isNullOrUndefined' in util)) Object.assign(util, { isNullOrUndefined: (u: unknown) => u === null || u === undefined })
}

/** Puts the addon that `setup:tensorflow` built where tfjs-node's own install script would have put one. */
const linkAddon = (addon: string): void => {
  const folder = join(nodePeers, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8')
  const link = join(folder, 'tfjs_binding.node')
  mkdirSync(folder, { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(addon, link)
}

/** tfjs-node on the TensorFlow that fovea uses itself, with its kernels from oneDNN, as fovea has them. */
export const loadTfjs = (): E.Either<Issue, Tfjs> =>
  pipe(
    library(),
    E.chain(({ addon }) =>
      E.tryCatch(
        (): unknown => {
          process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3'
          process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1'
          restoreIsNullOrUndefined()
          linkAddon(addon)
          return createRequire(join(nodePeers, 'package.json'))('@tensorflow/tfjs-node')
        },
        (e) =>
          issue(
            'bench: tfjs-node',
            `tfjs-node loads, but ${e instanceof Error ? e.message : String(e)}`.split('\n')[0] ?? '',
            '`npm run bench:setup`',
          ),
      ),
    ),
    E.filterOrElse(isTfjs, () => issue('bench: tfjs-node', 'tfjs-node has variableGrads, but it has not', '`npm run bench:setup`')),
  )
