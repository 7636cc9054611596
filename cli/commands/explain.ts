import { type Declare, example, onTarget } from './command.ts'

/** The options of `explain`, numbers still as they were typed. */
export interface ExplainOptions {
  readonly printAfter?: string
  readonly profile?: boolean
  readonly inference?: boolean
  readonly runs?: string
  readonly only?: string
  readonly batch?: string
  readonly target?: string
  readonly json?: boolean
}

/** The compiler's passes, told here so that help need not load it. */
export const passNames = ['erase', 'simplify', 'share', 'linear', 'fold', 'legalise'] as const

/** `explain` on the command line. */
export const explain: Declare<[file: string, options: ExplainOptions]> = (to, act, done) => {
  to.command('explain')
    .description(
      'Tells the cost of the experiments of a file, module by module, without training them: parameters, multiply-accumulates (MACs) of ' +
        'the inference of one image and of a training step on the whole batch, and the bytes of such a step at its peak.',
    )
    .argument('<FILE>', 'experiments as code (.ts) or as data (.json)')
    .option('--print-after <PASS>', 'print the graph of the training step after a pass of the compiler; with --json on standard error')
    .option('--profile', 'run training steps on made-up numbers, and tell where their time goes: by phase, module and kernel')
    .option('--inference', 'with --profile, run the inference of a batch in place of the step')
    .option('--runs <N>', 'with --profile, run it so often, and tell of the median (default: 3)')
    .option('--only <NAME>', 'explain this experiment of the file alone')
    .option('--batch <N>', 'images in place of the experiment’s own number')
    .option('--target <NAME>', onTarget)
    .option('--json', 'JSON in place of a table; the MACs of modules are those of the step')
    .addHelpText('after', `\nPasses: ${passNames.join(', ')};\nsimplify and share run again after legalise.`)
    .addHelpText('after', example('explain examples/seals.ts --json'))
    .addHelpText('after', example('explain examples/demo.ts --profile --only fcos-set').trimStart())
    .action(async (file: string, options: ExplainOptions) => {
      done(await act(file, options)())
    })
}
