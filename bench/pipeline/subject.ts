import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { draw } from '../../dsl/core/issue.ts'
import { batchesFromThreads } from '../../stdlib/data/loading/pool.ts'
import { peakBytes, serve } from '../serve.ts'
import { layoutOf, type Work } from './work.ts'

// `tsx bench/pipeline/subject.ts FOLDER SIDE BATCH BATCHES WORKERS`: a step is so many batches of a folder's images, over and over, through the input
// pipeline. It computes the mean of the middle rows of all their pictures.

const [folder = '', ...numbers] = process.argv.slice(2)
const [side = 1, batch = 1, batches = 1, workers = 1] = numbers.map(Number)

const names = readdirSync(folder).sort()
/** Whole batches, so that an epoch is a step's, or a part of it. */
const files = names.slice(0, names.length - (names.length % batch)).map((name) => join(folder, name))
const work: Work = { files, side, batch }
const loaded = batchesFromThreads({ main: new URL('thread.ts', import.meta.url), data: work, layout: layoutOf(work), workers })(0)

const middle = (images: ArrayLike<number>): number => {
  const line = 3 * side
  let sum = 0
  for (let n = 0; n < batch; n++) for (let i = 0, at = (n * side + (side >> 1)) * line; i < line; i++) sum += images[at + i] ?? 0
  return sum / (batch * line)
}

await serve(
  async () => {
    // Workers of whoever went before fill their buffers first.
    await setTimeout(500)
    const before = performance.now()
    let sum = 0
    for (let n = 0; n < batches; n++) {
      const next = await loaded.next()
      if (next.done === true) throw new Error('internal: the batches have ended')
      const batchOrIssue = next.value
      if (E.isLeft(batchOrIssue)) {
        process.stderr.write(`${draw(batchOrIssue.left)}\n`)
        process.exit(1)
      }
      sum += middle(batchOrIssue.right.views['images'] ?? [])
    }
    return { seconds: (performance.now() - before) / 1000, computed: [sum / batches] }
  },
  () => ({ peakBytes: peakBytes() }),
)
process.exit(0)
