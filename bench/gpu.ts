import * as E from 'fp-ts/lib/Either.js'
import { edge } from '../cli/edge.ts'
import { askedOf } from './asked.ts'
import { gpuBytes, gpuNames } from './gpu-memory.ts'
import { gpuHere, gpuRows } from './gpu-rows.ts'
import { machine, table } from './table.ts'

// `npm run bench:gpu [-- --json] [--quick] [--turns N] [--only TEXT]`: steps on a GPU beside PyTorch's; see docs/performance.md. What is
// missing for a row is said and the row skipped, so that it ends well on a machine without a GPU.

await edge(async () => {
  const rows = gpuRows(gpuHere())
  const small = rows.filter(({ name }) => name.endsWith('batch 2'))
  const asked = askedOf(process.argv.slice(2), { full: { rows, turns: 10 }, quick: { rows: small, turns: 5 } })
  if (E.isLeft(asked)) {
    process.stderr.write(`bench:gpu: ${asked.left}\n`)
    return 2
  }
  const where = [machine, ...gpuNames()].join(', ')
  // One after the other, as several of them do not fit into the memory of a GPU; it is the device's memory that counts.
  const lines = await table(asked.right, where, { alone: true, gauge: gpuBytes })
  if (lines.length === 0) process.stderr.write('bench:gpu: nothing was measured\n')
  return Number(process.exitCode ?? 0)
})
