import { type Action, type Declare, example } from '../command.ts'

export interface ConvertOptions {
  readonly from?: string
  readonly split?: string
  readonly to: string
  readonly out: string
  readonly images?: string
  readonly classes?: readonly string[]
  readonly json?: boolean
}

export type Convert = Action<[path: string, options: ConvertOptions]>

/** `data convert` on the command line. */
export const convert: Declare<[path: string, options: ConvertOptions]> = (to, act, done) => {
  to.command('convert')
    .description('Writes the annotations of a data set in another format, and tells what it cannot hold. Images stay where they are.')
    .argument('<PATH>', 'file or folder of annotations, or the folder of all splits')
    .option('--from <FORMAT>', 'its format; guessed where left out')
    .requiredOption('--to <FORMAT>', 'coco, yolo or dota')
    .requiredOption('--out <DEST>', 'a new file (coco), or a new or empty folder; of several splits, a folder with each under its name')
    .option('--split <NAME>', 'this split alone: train, val or the like, a file or folder of that name or a list of images')
    .option('--images <DIR>', 'folder of the images, where it is not beside the annotations')
    .option('--classes <NAME...>', 'keep these classes, in this order, or those of a benchmark: visdrone stands for its ten')
    .option('--json', 'a report in JSON in place of words')
    .addHelpText('after', example('data convert VisDrone2019-DET-val --to coco --classes visdrone --out val.json'))
    .action(async (path: string, options: ConvertOptions) => {
      done(await act(path, options)())
    })
}
