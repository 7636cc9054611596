import { defaultTarget } from '../dsl/targets/index.ts'
import { trainOn } from './training/train.ts'
import { work } from './worker.ts'

await work(trainOn(defaultTarget))
