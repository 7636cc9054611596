import type { TileOptions } from '../detection/tile-plan.ts'
import { type Declare, example, onTarget } from './command.ts'

export interface DetectOptions extends TileOptions {
  readonly run: string
  readonly images: readonly string[]
  readonly groundTruth?: string
  readonly split?: string
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
    .option('--ground-truth <PATH>', 'annotations that give each file name its image_id: COCO’s JSON, or a folder that `data` reads')
    .option('--split <NAME>', 'a split of the ground truth, where it has several')
    .option('--json <F>', 'write all results in COCO’s format; - for standard output')
    .option('--draw <DIR>', 'write the images with boxes, classes and scores as PNG; small ones enlarged, unsure boxes faint')
    .option('--tile <N|WxH>', 'look at images by tiles of so many pixels, each image decoded once; none for whole images')
    .option('--overlap <N|WxH>', 'pixels that tiles share, as large as the objects that matter; a quarter of the tile where left out')
    .option('--tile-preset <NAME>', 'tiles and merging of a benchmark: dota, tinyperson, seaperson, aitod')
    .option('--merge <HOW>', 'make one detection of those that tiles share: nms (default), or fusion by weighted means')
    .option('--merge-iou <X>', 'what share of two boxes is common to be one object; .5 where left out')
    .option('--merge-max <N>', 'detections of an image, at most; no limit where left out')
    .option('--keep-cut', 'keep boxes that a tile cuts though another tile has the whole, as devkits do')
    .option('--target <NAME>', onTarget)
    .addHelpText('after', example('detect --run runs/base-0 --images photos/*.jpg --json found.json --draw drawn --tile 800 --overlap 200'))
    .action(async (options: DetectOptions) => {
      done(await act(options)())
    })
}
