import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Given, PageTarget } from '../cli/export/model.ts'
import { detectorOn, type DetectorSession } from '../cli/training/detector.ts'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { browserGpu, startWasmFrom, startWebGpu } from '../dsl/targets/tfjs/browser.ts'
import { openPlan } from '../dsl/targets/tfjs/run-plan.ts'
import { wasmProgram, weightsOf } from './given.ts'

/** A detector, what it computes on, and why on that. */
export interface Opened {
  readonly detector: DetectorSession
  readonly target: PageTarget
  readonly reason: string
}

const open = (given: Given, target: PageTarget, reason: string): TE.TaskEither<Issue, Opened> =>
  pipe(
    TE.tryCatch(
      async () => ({
        backend: target === 'tfjs:webgpu' ? await startWebGpu() : await startWasmFrom(wasmProgram(given)),
        weights: await weightsOf(given),
      }),
      (cause) =>
        issue(target, `the backend starts, but ${String(cause).slice(0, 200)}`, 'a current browser has both WebAssembly and WebGPU'),
    ),
    TE.chainEitherK(({ backend, weights }) =>
      backend === null
        ? E.left(issue(target, 'the backend starts, but it did not', 'a current browser has both WebAssembly and WebGPU'))
        : openPlan(backend, given.model.plans[target], weights),
    ),
    TE.map((session) => ({ detector: detectorOn(given.model.reading, session), target, reason })),
  )

/** Opens the detector on the target that is asked for, else on a GPU where there is one and it serves, else on wasm. */
export const openDetector =
  (given: Given, asked: string | null): TE.TaskEither<Issue, Opened> =>
  async () => {
    if (asked === 'tfjs:wasm' || asked === 'tfjs:webgpu') return open(given, asked, 'it was asked for')()
    const gpu = await browserGpu(navigator.gpu).catch(() => null)
    if (gpu === null) return open(given, 'tfjs:wasm', 'this browser has no GPU that WebGPU computes on')()
    const onGpu = await open(given, 'tfjs:webgpu', gpu)()
    return E.isRight(onGpu) ? onGpu : open(given, 'tfjs:wasm', onGpu.left.message)()
  }
