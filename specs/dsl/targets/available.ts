import * as E from 'fp-ts/lib/Either.js'
import type { Target } from '../../../dsl/targets/session.ts'
import { tensorflow } from '../../../dsl/targets/tensorflow/target.ts'
import { wasm } from '../../../dsl/targets/tfjs/wasm.ts'

/** Is TensorFlow set up here? `.ci/run` does so; elsewhere its specs are skipped. */
export const hasTensorFlow = E.isRight(tensorflow.available())

/** The targets in float32 that can be tried here. */
export const float32Targets: readonly Target[] = hasTensorFlow ? [wasm, tensorflow] : [wasm]
