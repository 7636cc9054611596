import type { Command } from 'commander'
import type { Outcome } from './command.ts'
import { example } from './command.ts'
import { check, type Check } from './data/check.ts'
import { convert, type Convert } from './data/convert.ts'

/** What each command of the group does. */
export interface DataActions {
  readonly check: Check
  readonly convert: Convert
}

/** `data` on the command line: the group of commands on data sets. */
export const data = (to: Command, acts: DataActions, done: (outcome: Outcome) => void): void => {
  const group = to.command('data').description('Checks and converts data sets of detection.').helpCommand(false)
  check(group, acts.check, done)
  convert(group, acts.convert, done)
  group.addHelpText('after', example('data convert --help'))
}
