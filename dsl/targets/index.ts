import { reference } from './reference/target.ts'
import type { Target } from './session.ts'
import { tensorflow, tensorflowBf16, tensorflowFp16 } from './tensorflow/target.ts'
import { wasm } from './tfjs/wasm.ts'
import { webgpu } from './tfjs/webgpu/target.ts'

/** Every target, by name. */
export const targets: Readonly<Record<string, Target>> = Object.fromEntries(
  [tensorflow, tensorflowBf16, tensorflowFp16, webgpu, wasm, reference].map((target) => [target.name, target]),
)

/** What computes where nothing is set up. */
export const defaultTarget: Target = wasm
