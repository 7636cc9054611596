import { type Declare, example, onTarget } from './command.ts'

export interface DetectOptions {
  readonly run: string
  readonly images: readonly string[]
  readonly groundTruth?: string
  readonly json?: string
  readonly draw?: string
  readonly target?: string
}

/** `detect` on the command line. */
export const detect: Declare<[options: DetectOptions]> = (to, act, done) => {
  to.command('detect')
    .description(
      'Finds objects in images with the newest good checkpoint of a run, and tells how many of each class. Results have the category ids of ' +
        'the training data, boxes in pixels of the original image, and as image_id the one of the ground truth, else the position from 1.',
    )
    .requiredOption('--run <DIR>', 'run folder')
    .requiredOption('--images <PATH...>', 'image files, or folders of them')
    .option('--ground-truth <F>', 'annotations that give each file name its image_id')
    .option('--json <F>', 'write all results in COCO’s format; - for standard output')
    .option('--draw <DIR>', 'write the images with boxes, classes and scores as PNG; small ones enlarged, unsure boxes faint')
    .option('--target <NAME>', onTarget)
    .addHelpText('after', example('detect --run runs/base-0 --images photos/*.jpg --json found.json --draw drawn'))
    .action(async (options: DetectOptions) => {
      done(await act(options)())
    })
}
