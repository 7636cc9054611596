import { evaluation } from './evaluation/rows.ts'
import { pipelineRows } from './pipeline/rows.ts'
import { beside, bounded, type Row, tolerance } from './rows.ts'
import { onnxRuntime, ours, tfjsNode, torch } from './subjects.ts'

const modes = ['eager', 'channels-last', 'compile'] as const

const targetOf = { float32: 'tensorflow', bf16: 'tensorflow:bf16' } as const

/** FCOS-R50 and FCOS-R50 + SET on one image of 800×800, beside PyTorch. */
const network = (precision: 'float32' | 'bf16'): readonly Row[] => {
  const target = targetOf[precision]
  const [step, set] = [`FCOS-R50 step, ${precision}`, `FCOS-R50 + SET step, ${precision}`]
  return [
    {
      name: step,
      subjects: [
        ours({ example: 'aitod', variant: 'fcos', target, batch: 1 }),
        ...modes.map((mode) => torch({ variant: 'fcos', mode, precision })),
      ],
      agree: tolerance[precision],
      lines: beside(step, { time: precision === 'float32' ? 1 : 0.95, memory: 0.8 }),
    },
    {
      name: set,
      subjects: [ours({ example: 'aitod', variant: 'fcos-set', target, batch: 1 }), torch({ variant: 'set', mode: 'eager', precision })],
      agree: tolerance[precision],
      lines: (own, peers) => [
        ...beside(set, { time: 0.75 })(own, peers),
        bounded(`${set}, from declaration to the first step`, 's', own.readySeconds ?? NaN, 5),
        bounded(`${set}, JavaScript outside the native call`, 'ms', 1000 * (own.javascriptSeconds ?? NaN), 2),
      ],
    },
  ]
}

const enhanced = (name: string, example: 'aitod' | 'demo', batch: number | undefined, target: number): Row => {
  const step = { example, target: 'tensorflow', ...(batch === undefined ? {} : { batch }) }
  return {
    name,
    subjects: [ours({ ...step, variant: 'fcos-set' }), ours({ ...step, variant: 'fcos' })],
    agree: null,
    lines: beside(name, { time: target }),
  }
}

const byHand: readonly Row[] = [
  {
    name: 'FCOS-R50 step beside eager TensorFlow.js',
    subjects: [ours({ example: 'aitod', variant: 'fcos', target: 'tensorflow', batch: 1 }), tfjsNode('aitod')],
    agree: tolerance.float32,
    lines: beside('FCOS-R50 step beside eager TensorFlow.js', { time: 0.8, memory: 0.6 }),
  },
  {
    name: 'demo: FCOS step beside eager TensorFlow.js',
    subjects: [ours({ example: 'demo', variant: 'fcos', target: 'tensorflow' }), tfjsNode('demo')],
    agree: tolerance.float32,
    lines: beside('demo: FCOS step beside eager TensorFlow.js', { time: 0.4 }),
  },
]

/** Batch normalisation folded, beside ONNX Runtime in float32. */
const inference = (precision: 'float32' | 'bf16'): Row => {
  const name = `FCOS-R50 inference, ${precision}`
  return {
    name,
    subjects: [ours({ example: 'aitod', variant: 'fcos', target: targetOf[precision], batch: 1, what: 'infer' }), onnxRuntime()],
    agree: precision === 'float32' ? tolerance.float32 : tolerance.bf16Outputs,
    lines: beside(name, { time: precision === 'float32' ? 1.05 : 0.55 }),
  }
}

/** Rows of small networks, whose ratios hold on a noisy machine. */
export const quick: readonly Row[] = [
  enhanced('demo: SET step over FCOS step', 'demo', undefined, 2.47),
  {
    name: 'demo: FCOS step, TensorFlow over WebAssembly',
    subjects: [
      ours({ example: 'demo', variant: 'fcos', target: 'tensorflow' }),
      ours({ example: 'demo', variant: 'fcos', target: 'tfjs:wasm' }),
    ],
    agree: tolerance.float32,
    lines: beside('demo: FCOS step, TensorFlow over WebAssembly', { time: 0.5 }),
  },
]

/** Every row. */
export const full: readonly Row[] = [
  ...network('float32'),
  enhanced('FCOS-R50: SET step over FCOS step', 'aitod', 1, 1.75),
  ...network('bf16'),
  ...byHand,
  inference('float32'),
  inference('bf16'),
  ...pipelineRows,
  ...evaluation,
  ...quick,
]
