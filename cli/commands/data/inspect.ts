import { type Action, type Declare, example } from '../command.ts'

/** The options of `data inspect`, numbers still as they were typed. */
export interface InspectOptions {
  readonly from?: string
  readonly split?: string
  readonly images?: string
  readonly html?: string
  readonly seed?: string
  readonly json?: boolean
}

export type Inspect = Action<[path: string, options: InspectOptions]>

/** `data inspect` on the command line. */
export const inspect: Declare<[path: string, options: InspectOptions]> = (to, act, done) => {
  to.command('inspect')
    .description(
      'Tells what a data set holds: images, boxes, their sizes by AI-TOD’s bins, boxes an image, classes, shapes and places, as histograms. The ' +
        'image files need not be there.',
    )
    .argument('<PATH>', 'file or folder of annotations, or the folder of all splits, which are summed, each with a line of its own')
    .option('--from <FORMAT>', 'its format; guessed where left out')
    .option('--split <NAME>', 'this split alone: train, val or the like, a file or folder of that name or a list of images')
    .option('--images <DIR>', 'folder of the images, where it is not beside the annotations')
    .option('--html <FILE>', 'write a page of the same with a contact sheet: crowded images, the tiniest boxes, and images by chance')
    .option('--seed <N>', 'of the images by chance (default: 0)')
    .option('--json', 'JSON in place of text')
    .addHelpText('after', example('data inspect docs/scenes/truth.json --html runs/scenes.html'))
    .action(async (path: string, options: InspectOptions) => {
      done(await act(path, options)())
    })
}
