import * as E from 'fp-ts/lib/Either.js'
import { drawIssues, paperOf } from './draw.ts'
import { edge } from './edge.ts'

await edge(async () => {
  const { goldens } = await import('./goldens/command.ts')
  const outcome = await goldens(process.argv.slice(2), (text) => {
    process.stdout.write(text)
  })()
  if (E.isRight(outcome)) return outcome.right
  process.stderr.write(`${drawIssues(outcome.left, paperOf(process.stderr, process.env))}\n`)
  return 1
})
