import * as E from 'fp-ts/lib/Either.js'
import type { Target } from '../../../dsl/targets/session.ts'
import { tensorflow } from '../../../dsl/targets/tensorflow/target.ts'
import { wasm } from '../../../dsl/targets/tfjs/wasm.ts'
import { webgpu } from '../../../dsl/targets/tfjs/webgpu/target.ts'

/** Is TensorFlow set up here? `.ci/run` does so; elsewhere its specs are skipped. */
export const hasTensorFlow = E.isRight(tensorflow.available())

/** Is there a GPU for WebGPU, or software that plays one? `.ci/run` sees to that; elsewhere its specs are skipped. */
export const hasWebGpu = E.isRight(webgpu.available())

/** The targets in float32 that can be tried here. */
export const float32Targets: readonly Target[] = [wasm, ...(hasTensorFlow ? [tensorflow] : []), ...(hasWebGpu ? [webgpu] : [])]

/** Those of them that can tell what a run spent its time on: on a GPU kernels are queued. */
export const timedTargets: readonly Target[] = float32Targets.filter((target) => target !== webgpu)
