import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { runProgram } from '../cli/setup/process.ts'
import type { Issue } from '../dsl/core/issue.ts'
import { targets } from '../dsl/targets/index.ts'
import { library } from '../dsl/targets/tensorflow/library.ts'
import { hasInstructions } from '../dsl/targets/tensorflow/precision.ts'
import { nodeHas, python, pythonHas, startFolder } from './places.ts'
import type { ExampleName } from './start.ts'
import { startFile, writeStart } from './start-file.ts'

/** A file that a subject reads, made before it starts. */
export interface Preparation {
  readonly file: string
  readonly make: TE.TaskEither<Issue, unknown>
}

/** A program that is measured: see protocol.ts. */
export interface Subject {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  /** In the order in which they are made. */
  readonly needs: readonly Preparation[]
  /** Why it can't be measured here, and what would mend that; null where it can. */
  readonly missing: string | null
}

/** Why 16 bits are not measured here, if they are not: without instructions for them PyTorch takes twenty times as long, and ours is float32's. */
const without16Bits = (): string | null =>
  hasInstructions('bfloat16') ? null : 'this processor has no instructions for bfloat16 (AVX-512 BF16 or AMX)'

const root = join(import.meta.dirname, '..')
const inNode = (file: string, ...args: readonly string[]): Subject['command'] => [
  process.execPath,
  '--import',
  'tsx',
  join(root, file),
  ...args,
]

export interface OurOptions {
  readonly example: ExampleName
  readonly variant: string
  readonly target: string
  /** Images a batch; the example's own where it is left out. */
  readonly batch?: number
  readonly what?: 'train' | 'infer'
}

/** A program of ours, wherever it runs. */
export const our = ({ example, variant, target, batch, what = 'train' }: OurOptions): Omit<Subject, 'missing'> => ({
  name: `fovea ${variant} (${target})`,
  command: inNode('bench/subject.ts', example, variant, target, batch === undefined ? 'own' : String(batch), what),
  needs: [],
})

/** A program of ours on this machine's processor. */
export const ours = (o: OurOptions): Subject => {
  const { target } = o
  const missing = target.startsWith('tensorflow') && E.isLeft(library()) ? 'TensorFlow is not set up: `npm run setup:tensorflow`' : null
  return { ...our(o), missing: missing ?? (target.endsWith(':bf16') ? without16Bits() : null) }
}

/** The target of a name is here, or the words that say what is missing. */
export const targetMissing = (name: string): string | null => {
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined
  if (target === undefined) return `there is no target ${name} in this version of fovea`
  return pipe(
    target.available(),
    E.match(
      ({ message, hint }) => `${message}: ${hint}`,
      () => null,
    ),
  )
}

export type TorchMode = 'eager' | 'channels-last' | 'compile'

export interface TorchOptions {
  readonly variant: 'fcos' | 'set'
  readonly mode: TorchMode
  readonly precision: 'float32' | 'tf32' | 'bf16'
  readonly batch?: number
  readonly device?: 'cpu' | 'cuda'
}

const start = (example: ExampleName, variant: string, batch: number): Preparation => ({
  file: startFile(example, variant, batch),
  make: writeStart(example, variant, batch),
})

/** A step of FCOS-R50 in PyTorch. */
export const torch = ({ variant, mode, precision, batch = 1, device = 'cpu' }: TorchOptions): Subject => {
  const from = start('aitod', variant === 'set' ? 'fcos-set' : 'fcos', batch)
  return {
    name: `PyTorch ${mode}${precision === 'bf16' ? ', autocast' : ''}`,
    command: [
      python(),
      join(root, 'bench/peers/fcos_pytorch.py'),
      ...['--variant', variant, '--mode', mode, '--precision', precision, '--device', device, '--start', from.file],
    ],
    needs: [from],
    missing: pythonHas('torch') && pythonHas('torchvision') ? null : 'PyTorch is not installed: `npm run bench:setup`',
  }
}

/** A step of FCOS by hand in eager TensorFlow.js. */
export const tfjsNode = (example: ExampleName): Subject => ({
  name: 'TensorFlow.js, eager (tfjs-node)',
  command: inNode('bench/peers/tfjs/main.ts', example),
  needs: [],
  missing: !nodeHas('@tensorflow/tfjs-node')
    ? 'tfjs-node is not installed: `npm run bench:setup`'
    : E.isLeft(library())
      ? 'TensorFlow is not set up: `npm run setup:tensorflow`'
      : null,
})

/** Inference of FCOS-R50 on one image with ONNX Runtime, batch normalisation folded into the model. */
export const onnxRuntime = (): Subject => {
  const from = start('aitod', 'fcos', 1)
  const model = join(startFolder, 'fcos.onnx')
  const exported = runProgram('bench: export', '`npm run bench:setup` installs what exports the model')(python(), [
    join(root, 'bench/peers/export_onnx.py'),
    ...['--start', from.file, '--out', model],
  ])
  return {
    name: 'ONNX Runtime',
    command: inNode('bench/peers/onnxruntime.ts', model),
    needs: [from, { file: model, make: exported }],
    missing:
      nodeHas('onnxruntime-node') && ['torch', 'torchvision', 'onnxscript'].every(pythonHas)
        ? null
        : 'ONNX Runtime, or what exports its model, is not installed: `npm run bench:setup`',
  }
}
