import { Worker } from 'node:worker_threads'

/** Watches from another thread, since a loop without end lets no timer of this one run. */
const code = `
const { workerData } = require('node:worker_threads')
const { beats, names, seconds } = workerData
let last = -1
let still = 0
setInterval(() => {
  const beat = Atomics.load(beats, 0)
  still = beat === last ? still + 1 : 0
  last = beat
  if (still < seconds) return
  const length = Atomics.load(beats, 1)
  require('node:fs').writeSync(2, '\\ninternal: ' + Buffer.from(names.slice(0, length)).toString() + ' has not ended for ' + seconds + ' seconds\\n')
  process.kill(process.pid, 'SIGKILL')
}, 1000)
`

export interface Watchdog {
  /** Says what begins now. */
  readonly beat: (what: string) => void
  readonly end: () => Promise<unknown>
}

/** Ends this process, and says what it was at, where nothing new begins for so long. */
export const watchdog = (seconds: number): Watchdog => {
  const beats = new Int32Array(new SharedArrayBuffer(8))
  const names = new Uint8Array(new SharedArrayBuffer(1000))
  const worker = new Worker(code, { eval: true, workerData: { beats, names, seconds } })
  return {
    beat: (what) => {
      const text = Buffer.from(what).subarray(0, names.length)
      names.set(text)
      Atomics.store(beats, 1, text.length)
      Atomics.add(beats, 0, 1)
    },
    end: () => worker.terminate(),
  }
}
