import { showType } from '../../dsl/core/tensor.ts'
import type { Measured } from './measure.ts'

/** Calls that are listed one by one. */
const most = 100

/** The keys that other programs read. Modules and kernels add up to `busyMilliseconds` each. */
export const profileJson = (p: Measured): unknown => ({
  name: p.name,
  target: p.target,
  procedure: p.inference ? 'inference' : 'step',
  batch: p.batch,
  inputSize: p.inputSize,
  runs: p.runs,
  milliseconds: p.milliseconds,
  busyMilliseconds: p.busy,
  unwatchedMilliseconds: p.unwatched,
  modules: p.modules.map(({ path, phase, calls, milliseconds, macs }) => ({ path, phase, calls, milliseconds, macs })),
  kernels: p.kernels.map(({ kernel, calls, milliseconds, macs }) => ({ kernel, calls, milliseconds, macs })),
  slowest: p.slowest.slice(0, most).map(({ kernel, name, node, milliseconds, macs }) => ({
    kernel,
    name,
    milliseconds,
    macs,
    scope: node?.scope ?? [],
    phase: node?.phase ?? [],
    inputs: node?.inputs.map(showType) ?? [],
    output: node === null ? null : showType(node),
  })),
})
