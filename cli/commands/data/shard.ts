import { type Action, type Declare, example } from '../command.ts'

export interface ShardOptions {
  readonly out: string
  readonly size: string
  readonly from?: string
  readonly split?: string
  readonly images?: string
  readonly json?: boolean
}

export type Shard = Action<[path: string, options: ShardOptions]>

const more = `
DIR takes the place of the data set in every command: of each split it has NAME.json, in COCO’s format, and the folder NAME of
tars 000000.tar, 000001.tar, … The same data set makes the same bytes. Other tools read the tars too; none needs to unpack them.
`

/** `data shard` on the command line. */
export const shard: Declare<[path: string, options: ShardOptions]> = (to, act, done) => {
  to.command('shard')
    .description(
      'Packs the images of a data set into tars of some size, which are read at random: for disks and networks that are slow with small files.',
    )
    .argument('<PATH>', 'file or folder of annotations, or the folder of all splits')
    .requiredOption('--out <DIR>', 'a new or empty folder')
    .option('--size <SIZE>', 'of a tar, at most, such as 512MiB or 1GB; an image that is larger has one of its own', '512MiB')
    .option('--from <FORMAT>', 'its format; guessed where left out')
    .option('--split <NAME>', 'this split alone: train, val or the like, a file or folder of that name or a list of images')
    .option('--images <DIR>', 'folder of the images, where it is not beside the annotations')
    .option('--json', 'a report in JSON in place of words')
    .addHelpText('after', `${more}${example('data shard ../shared/data/seals --out seals-in-shards')}`)
    .action(async (path: string, options: ShardOptions) => {
      done(await act(path, options)())
    })
}
