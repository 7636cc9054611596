import { draw } from '../dsl/core/issue.ts'
import * as E from 'fp-ts/lib/Either.js'
import { peersFolder } from './places.ts'
import { setUpPeers } from './peers-setup.ts'

// `npm run bench:setup`: what docs/performance.md measures fovea beside, in versions of its own, outside of the project. What is there already is
// not done again, so that a set-up that was stopped goes on.

const done = await setUpPeers((text) => process.stdout.write(`${text}\n`))()
if (E.isLeft(done)) {
  process.stderr.write(`${draw(done.left)}\n`)
  process.exit(1)
}
process.stdout.write(`All of it is in ${peersFolder}; \`npm run bench\` measures beside it.\n`)
