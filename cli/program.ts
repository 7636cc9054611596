import { Command, CommanderError } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { type Action, example, type Outcome } from './commands/command.ts'
import { data, type DataActions } from './commands/data.ts'
import { detect, type DetectOptions } from './commands/detect.ts'
import { doctor, type DoctorOptions } from './commands/doctor.ts'
import { evaluate, type EvaluateOptions } from './commands/evaluate.ts'
import { explain, type ExplainOptions } from './commands/explain.ts'
import { exportRun, type ExportOptions } from './commands/export.ts'
import { train, type TrainOptions } from './commands/train.ts'
import { drawIssues, type Paper } from './draw.ts'
import { refusal } from './refusal.ts'

/** The world a command writes to; `paper` is that of standard error, whose width may change. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly paper: () => Paper
}

export interface Actions {
  readonly train: Action<[file: string, options: TrainOptions]>
  readonly evaluate: Action<[options: EvaluateOptions]>
  readonly detect: Action<[options: DetectOptions]>
  readonly data: DataActions
  readonly explain: Action<[file: string, options: ExplainOptions]>
  readonly doctor: Action<[options: DoctorOptions]>
  readonly export: Action<[run: string, folder: string, options: ExportOptions]>
}

/**
 * Runs one command line (without the program's own name) and gives its exit code: 0, or 1 with issues drawn on standard
 * error, or what the command itself gives.
 */
export const run = async (args: readonly string[], actions: Actions, io: Io): Promise<number> => {
  const state: { outcome: Outcome; parsing: Command } = { outcome: E.right(0), parsing: new Command() }
  const root = declare(actions, (outcome) => {
    state.outcome = outcome
  })
  for (const command of everyCommand(root)) {
    command
      .configureOutput({ writeOut: io.out, writeErr: () => undefined })
      .showSuggestionAfterError(false)
      .exitOverride((e) => {
        state.parsing = command
        throw e
      })
  }
  try {
    await root.parseAsync(args, { from: 'user' })
  } catch (e) {
    if (!(e instanceof CommanderError)) throw e
    if (e.code === 'commander.help') io.err(state.parsing.helpInformation())
    else if (e.exitCode !== 0) state.outcome = E.left([refusal(e, state.parsing, args)])
    if (e.code === 'commander.help') return 1
  }
  if (E.isRight(state.outcome)) return state.outcome.right
  io.err(`${drawIssues(state.outcome.left, io.paper())}\n`)
  return 1
}

const declare = (actions: Actions, done: (outcome: Outcome) => void): Command => {
  const root = new Command('fovea').description('Declare, train and measure detectors of tiny objects.').helpCommand(false)
  train(root, actions.train, done)
  evaluate(root, actions.evaluate, done)
  detect(root, actions.detect, done)
  data(root, actions.data, done)
  exportRun(root, actions.export, done)
  explain(root, actions.explain, done)
  doctor(root, actions.doctor, done)
  root.addHelpText('after', example('train --help'))
  return root
}

/** A command, those of its group, and so on. */
const everyCommand = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(everyCommand)]
