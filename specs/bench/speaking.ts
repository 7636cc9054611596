import type { Subject } from '../../bench/subjects.ts'

/** A process that speaks the protocol: its steps take 1, 2, 3, … seconds, times a factor, and compute 101, 102, 103, …; or it ends at a step. */
export const speaking = (name: string, factor: number, endsAt = Infinity): Subject => ({
  name,
  missing: null,
  needs: [],
  env: { OFFSET: '100' },
  command: [
    process.execPath,
    '-e',
    `let n = 0
     const lines = require('node:readline').createInterface({ input: process.stdin })
     lines.on('line', () => {
       if (++n === ${String(endsAt === Infinity ? -1 : endsAt)}) { console.error('out of cheese'); process.exit(1) }
       console.log(JSON.stringify({ seconds: ${String(factor)} * n, computed: [n + Number(process.env.OFFSET)] }))
     })
     lines.on('close', () => console.log(JSON.stringify({ parameters: 7, peakBytes: 2 ** 20 * ${String(factor)} })))`,
  ],
})
