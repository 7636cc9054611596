import { type Declare, example } from './command.ts'

export interface EvaluateOptions {
  readonly groundTruth: string
  readonly detections: string
  readonly protocol: string
  readonly json?: boolean
}

/** `evaluate` on the command line. */
export const evaluate: Declare<[options: EvaluateOptions]> = (to, act, done) => {
  to.command('evaluate')
    .description('Measures detections against a ground truth, both in COCO’s JSON.')
    .requiredOption('--ground-truth <F>', 'annotations')
    .requiredOption('--detections <F>', 'results')
    .requiredOption('--protocol <NAME>', 'coco or aitod')
    .option('--json', 'JSON in place of a table; null where there is nothing to measure')
    .addHelpText('after', example('evaluate --ground-truth valid.json --detections found.json --protocol aitod'))
    .action(async (options: EvaluateOptions) => {
      done(await act(options)())
    })
}
