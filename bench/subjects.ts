import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { cacheFolder, library } from '../dsl/targets/tensorflow/library.ts'

/** A program that is measured: see protocol.ts. */
export interface Subject {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** Why it can't be measured here, and what would mend that; null where it can. */
  readonly missing: string | null
}

/** Why 16 bits are not measured here, if they are not: without instructions for them a step takes twenty times as long, ours and PyTorch's. */
const without16Bits = (): string | null => {
  const has = existsSync('/proc/cpuinfo') && /avx512_bf16|amx_bf16/.test(readFileSync('/proc/cpuinfo', 'utf8'))
  return has ? null : 'this processor has no instructions for bfloat16 (AVX-512 BF16 or AMX)'
}

const root = join(import.meta.dirname, '..')

/** Where `npm run bench:setup` puts PyTorch. */
export const peersFolder = join(cacheFolder(), 'bench')

const python = join(peersFolder, 'bin', 'python')

/** A step of ours. */
export const ours = (example: 'aitod' | 'demo', variant: string, target: string): Subject => ({
  name: `fovea ${variant} (${target})`,
  command: [process.execPath, '--import', 'tsx', join(root, 'bench/subject.ts'), example, variant, target],
  missing:
    target.startsWith('tensorflow') && E.isLeft(library())
      ? 'TensorFlow is not set up: `npm run setup:tensorflow`'
      : target.endsWith(':bf16')
        ? without16Bits()
        : null,
})

/** A step of PyTorch's, 800×800, batch 1. */
export const torch = (variant: 'fcos' | 'set', mode: 'eager' | 'channels-last' | 'compile', precision: 'float32' | 'bf16'): Subject => ({
  name: `PyTorch ${mode}${precision === 'bf16' ? ', autocast' : ''}`,
  command: [python, join(root, 'bench/peers/fcos_pytorch.py'), '--variant', variant, '--mode', mode, '--precision', precision],
  missing: existsSync(python) ? null : 'PyTorch is not installed: `npm run bench:setup`',
})
