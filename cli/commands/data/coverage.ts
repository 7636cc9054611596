import { type Action, type Declare, example } from '../command.ts'

/** Anchors that `--anchors` knows by name, told here so that help need not load them. */
export const anchoringNames = [
  'retinanet-aitod',
  'faster-aitod',
  'cascade-aitod',
  'retinanet-tinyperson',
  'faster-tinyperson',
  'faster-rfla-aitod',
] as const

/** The options of `data coverage`, numbers still as they were typed. */
export interface CoverageOptions {
  readonly only?: string
  readonly anchors?: string
  readonly data?: string
  readonly from?: string
  readonly split?: string
  readonly size?: string
  readonly sample?: string
  readonly json?: boolean
}

export type CoverageAction = Action<[file: string | undefined, options: CoverageOptions]>

/** `data coverage` on the command line. */
export const coverage: Declare<[file: string | undefined, options: CoverageOptions]> = (to, act, done) => {
  to.command('coverage')
    .description(
      'Counts, before any training, how many boxes of each size get 0, 1, 2, or 3 and more positive points or anchors on each level of a detector, ' +
        'and warns of sizes that cannot be learned.',
    )
    .argument('[EXPERIMENT]', 'experiments as code (.ts) or as data (.json): their training images, input and detector')
    .option('--only <NAME>', 'this experiment of the file alone')
    .option('--anchors <NAME|FILE>', 'these anchors in place of the experiment’s detector: a name below, or a .json of them')
    .option('--data <PATH>', 'this data set in place of the experiment’s; with --anchors no experiment is needed')
    .option('--from <FORMAT>', 'format of --data; guessed where left out')
    .option('--split <NAME>', 'a split of --data, where it has several')
    .option(
      '--size <WxH>',
      'without an experiment: the largest size that images are resized to, keeping their shape (default: as they are)',
    )
    .option('--sample <N>', 'so many images by chance in place of all')
    .option('--json', 'JSON in place of a table')
    .addHelpText('after', `\nAnchors: ${anchoringNames.join(', ')}`)
    .addHelpText('after', example('data coverage examples/demo.ts --only fcos'))
    .addHelpText('after', example('data coverage --data docs/scenes/truth.json --anchors faster-aitod').trimStart())
    .action(async (file: string | undefined, options: CoverageOptions) => {
      done(await act(file, options)())
    })
}
