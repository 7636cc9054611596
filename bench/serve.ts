import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Life, Step } from './protocol.ts'

/** The most memory that this process was resident in, in bytes. */
export const peakBytes = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024

const say = (told: object): void => {
  process.stdout.write(`${JSON.stringify(told)}\n`)
}

/** Speaks protocol.ts for a subject in Node: a step for each line, its life at the end of the input. */
export const serve = async (step: () => Promise<Step>, life: () => Life): Promise<void> => {
  for await (const line of createInterface({ input: process.stdin })) if (line !== '') say(await step())
  say(life())
}
