import { reference } from './reference/target.ts'
import type { Target } from './session.ts'
import { tensorflow } from './tensorflow/target.ts'
import { wasm } from './tfjs/wasm.ts'

/** Every target, by name. */
export const targets: Readonly<Record<string, Target>> = { [reference.name]: reference, [wasm.name]: wasm, [tensorflow.name]: tensorflow }

/** What computes where nothing else is asked for: it installs anywhere. */
export const defaultTarget: Target = wasm
