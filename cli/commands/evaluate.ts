import { type Declare, example } from './command.ts'

export interface EvaluateOptions {
  readonly groundTruth: string
  /** Absent where two files of detections are compared. */
  readonly detections?: string
  readonly protocol: string
  /** Format of the ground truth. */
  readonly from?: string
  /** The split of it that is measured on. */
  readonly split?: string
  /** Folder of the images, where the format needs them or a page shows them. */
  readonly images?: string
  /** Names of the classes in the order of their numbers, or a benchmark's. */
  readonly classes?: readonly string[]
  readonly maxDets?: string
  readonly asReleased?: boolean
  readonly perTile?: boolean
  readonly json?: boolean
  readonly perClass?: boolean
  readonly errors?: boolean
  readonly confusion?: boolean
  readonly calibration?: boolean
  readonly bootstrap?: string
  readonly seed?: string
  readonly compare?: readonly string[]
  readonly html?: string
}

/** `evaluate` on the command line. */
export const evaluate: Declare<[options: EvaluateOptions]> = (to, act, done) => {
  to.command('evaluate')
    .description('Measures detections against a ground truth by a benchmark’s protocol.')
    .requiredOption('--ground-truth <PATH>', 'annotations: COCO’s JSON, or any format that `data` reads')
    .option('--detections <PATH>', 'COCO’s results, or a folder of VisDrone’s or of DOTA’s Task2_*.txt')
    .requiredOption('--protocol <NAME>', 'coco, aitod, visdrone, dota, tinyperson or voc')
    .option('--from <FORMAT>', 'format of the ground truth, where it should not be guessed')
    .option('--split <NAME>', 'a split of the ground truth, where it has several')
    .option('--images <DIR>', 'folder of the images, where the ground truth does not tell their sizes, or for --html')
    .option('--classes <NAME...>', 'classes in the order of the results’ numbers, where the ground truth only names them (VOC, DOTA)')
    .option('--max-dets <N,N,…>', 'other limits on detections; AP is at the last')
    .option('--as-released', 'visdrone: the mean of classes weighted by images, as the toolkit has it')
    .option('--per-tile', 'dota: COCO’s AP with AI-TOD’s sizes on each tile, nothing merged')
    .option('--per-class', 'every class, by size, with the score of its best F1; with --json also its precision-recall curves')
    .option('--errors', 'what costs AP: TIDE’s six errors')
    .option('--confusion', 'what objects of a class are taken for')
    .option('--calibration', 'whether scores are probabilities')
    .option('--bootstrap <N>', 'an interval for every number, from N resamplings of the images')
    .option('--seed <N>', 'what they are drawn by (1)')
    .option('--compare <PATHS...>', 'in place of --detections, two of them: is their difference more than noise?')
    .option('--html <F>', 'everything as one page, with the worst images, or both sides of --compare')
    .option('--json', 'JSON in place of a table; null where there is nothing to measure')
    .addHelpText('after', example('evaluate --ground-truth valid.json --detections found.json --protocol aitod'))
    .action(async (options: EvaluateOptions) => {
      done(await act(options)())
    })
}
