import { type Action, type Declare, example } from '../command.ts'

export interface CheckOptions {
  readonly from?: string
  readonly split?: string
  /** False for `--no-images`. */
  readonly images?: string | false
  readonly quick?: boolean
  readonly all?: boolean
  readonly json?: boolean
  readonly fix?: string
  readonly linkImages?: boolean
}

export type Check = Action<[path: string, options: CheckOptions]>

const more = `
What is fatal cannot be trusted, and training refuses it; what is wrong is left out, or counts falsely; what is odd is
harmless, and worth knowing. Of more than 10,000 of a kind in a split the others are counted. The exit code is 1 where
anything is fatal, or where --fix writes no copy; else 0.

Splits (train, val, valid, test) in one folder are read together. A picture in two of them is found under any name and in
any lossless format; one that was compressed anew, cut or scaled is not.

The copy of --fix is SPLIT.json beside the folder SPLIT, as training takes them. What is odd is kept; keys that detection
does not read, such as segments and licences, are not. \`data convert\` makes YOLO or DOTA of it.
`

/** `data check` on the command line. */
export const check: Declare<[path: string, options: CheckOptions]> = (to, act, done) => {
  to.command('check')
    .description('Tells every defect of a data set, with file and record, by severity.')
    .argument('<PATH>', 'file or folder of annotations, or the folder of all splits')
    .option('--from <FORMAT>', 'its format; guessed where left out')
    .option('--split <NAME>', 'this split alone: train, val or the like, a file or folder of that name or a list of images')
    .option('--images <DIR>', 'folder of the images, where it is not beside the annotations')
    .option('--no-images', 'check the annotations alone')
    .option('--quick', 'see whether image files are there, but do not decode them')
    .option('--all', 'list every defect in place of the first few of each kind')
    .option('--json', 'every defect in JSON in place of a table')
    .option('--fix <DEST>', 'write a copy in COCO’s format without what is fatal or wrong, and a log, to a new or empty folder')
    .option('--link-images', 'with --fix: link to the folders of images in place of copying the files')
    .addHelpText('after', `${more}${example('data check docs/scenes/truth.json --fix runs/checked')}`)
    .action(async (path: string, options: CheckOptions) => {
      done(await act(path, options)())
    })
}
