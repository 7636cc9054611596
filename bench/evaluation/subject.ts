import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { draw } from '../../dsl/core/issue.ts'
import { compared } from '../../cli/evaluation/read.ts'
import { evaluate } from '../../stdlib/eval/evaluate.ts'
import { summary } from '../../stdlib/eval/summary.ts'
import { peakBytes, serve } from '../serve.ts'

// `subject.ts FOLDER evaluate|command`: evaluating a crowded case once it is read, or the whole command from its start, as a subject. See protocol.ts.

const [, , folder = '', what = ''] = process.argv
const sides = { groundTruth: join(folder, 'truth.json'), detections: join(folder, 'found.json'), protocol: 'aitod' }
const keys = ['AP', 'AP50', 'AP75', 'AR1', 'AR100', 'AR1500']
const told = (metrics: Readonly<Record<string, unknown>>): readonly number[] => keys.map((key) => Number(metrics[key]))
const clock = async (
  step: () => Promise<readonly number[]>,
): Promise<{ readonly seconds: number; readonly computed: readonly number[] }> => {
  const before = performance.now()
  const computed = await step()
  return { seconds: (performance.now() - before) / 1000, computed }
}

if (what === 'command') {
  const main = join(import.meta.dirname, '../../cli/main.ts')
  const args = Object.entries({
    '--ground-truth': sides.groundTruth,
    '--detections': sides.detections,
    '--protocol': sides.protocol,
  }).flat()
  const run = async (): Promise<readonly number[]> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main, 'evaluate', ...args, '--json'])
    const metrics: unknown = JSON.parse(stdout)
    return told(Object.fromEntries(Object.entries(typeof metrics === 'object' && metrics !== null ? metrics : {})))
  }
  await serve(
    () => clock(run),
    () => ({ peakBytes: peakBytes() }),
  )
} else {
  const read = await compared(sides)()
  if (E.isLeft(read)) {
    process.stderr.write(`${read.left.map(draw).join('\n')}\n`)
    process.exit(1)
  }
  const { protocol, comparison } = read.right
  await serve(
    () => clock(() => Promise.resolve(told(summary(evaluate(protocol)(comparison))))),
    () => ({ peakBytes: peakBytes() }),
  )
}
