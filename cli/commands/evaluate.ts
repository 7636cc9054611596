import { type Declare, example } from './command.ts'

export interface EvaluateOptions {
  readonly groundTruth: string
  readonly detections: string
  readonly protocol: string
  /** Format of the ground truth. */
  readonly from?: string
  /** Folder of the images, where the format needs them. */
  readonly images?: string
  readonly maxDets?: string
  readonly asReleased?: boolean
  readonly perTile?: boolean
  readonly json?: boolean
}

/** `evaluate` on the command line. */
export const evaluate: Declare<[options: EvaluateOptions]> = (to, act, done) => {
  to.command('evaluate')
    .description('Measures detections against a ground truth by a benchmark’s protocol.')
    .requiredOption('--ground-truth <PATH>', 'annotations: COCO’s JSON, or any format that `data` reads')
    .requiredOption('--detections <PATH>', 'COCO’s results, or a folder of VisDrone’s or of DOTA’s Task2_*.txt')
    .requiredOption('--protocol <NAME>', 'coco, aitod, visdrone, dota, tinyperson or voc')
    .option('--from <FORMAT>', 'format of the ground truth, where it should not be guessed')
    .option('--images <DIR>', 'folder of the images, where the ground truth does not tell their sizes')
    .option('--max-dets <N,N,…>', 'other limits on detections; AP is at the last')
    .option('--as-released', 'visdrone: the mean of classes weighted by images, as the toolkit has it')
    .option('--per-tile', 'dota: COCO’s AP with AI-TOD’s sizes on each tile, nothing merged')
    .option('--json', 'JSON in place of a table; null where there is nothing to measure')
    .addHelpText('after', example('evaluate --ground-truth valid.json --detections found.json --protocol aitod'))
    .action(async (options: EvaluateOptions) => {
      done(await act(options)())
    })
}
