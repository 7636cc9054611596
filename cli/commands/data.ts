import type { Command } from 'commander'
import type { Outcome } from './command.ts'
import { example } from './command.ts'
import { check, type Check } from './data/check.ts'
import { convert, type Convert } from './data/convert.ts'
import { coverage, type CoverageAction } from './data/coverage.ts'
import { inspect, type Inspect } from './data/inspect.ts'
import { shard, type Shard } from './data/shard.ts'

/** What each command of the group does. */
export interface DataActions {
  readonly check: Check
  readonly convert: Convert
  readonly inspect: Inspect
  readonly coverage: CoverageAction
  readonly shard: Shard
}

/** `data` on the command line: the group of commands on data sets. */
export const data = (to: Command, acts: DataActions, done: (outcome: Outcome) => void): void => {
  const group = to
    .command('data')
    .description('Checks, converts and packs data sets of detection, tells what they hold, and what a detector can learn of them.')
    .helpCommand(false)
  check(group, acts.check, done)
  convert(group, acts.convert, done)
  inspect(group, acts.inspect, done)
  coverage(group, acts.coverage, done)
  shard(group, acts.shard, done)
  group.addHelpText('after', example('data convert --help'))
}
