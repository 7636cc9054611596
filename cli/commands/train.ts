import { type Declare, example, onTarget } from './command.ts'

/** The options of `train`, numbers still as they were typed. */
export interface TrainOptions {
  readonly out: string
  readonly seed?: string
  readonly steps?: string
  readonly data?: string
  readonly only?: string
  readonly target?: string
  readonly workers?: string
  readonly plain?: boolean
}

/** `train` on the command line. */
export const train: Declare<[file: string, options: TrainOptions]> = (to, act, done) => {
  to.command('train')
    .description('Trains the experiments of a file, each in a folder of its own; an unfinished run is continued.')
    .argument('<FILE>', 'experiments as code (.ts) or as data (.json)')
    .option('--out <DIR>', 'folder of the runs', 'runs')
    .option('--seed <N>', 'seed in place of the experiment’s own')
    .option('--steps <N>', 'number of steps in place of the experiment’s own')
    .option('--data <DIR>', 'a folder of splits, train and valid or val, in any format, in place of the experiment’s own data')
    .option('--only <NAME>', 'train this experiment of the file alone')
    .option('--target <NAME>', onTarget)
    .option('--workers <N>', 'threads that read and augment pictures; 0: the training process does (default: 2, or 1 on two cores)')
    .option('--plain', 'a line a report in place of the live view')
    .addHelpText('after', example('train examples/seals.ts --only base --seed 1 --out runs'))
    .action(async (file: string, options: TrainOptions) => {
      done(await act(file, options)())
    })
}
