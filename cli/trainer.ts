import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue } from '../dsl/core/issue.ts'
import { work } from './worker.ts'

await work(() => TE.left(issue('train: missing', 'training is not written yet', 'wait for it')))
