import { Command, CommanderError } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../dsl/core/issue.ts'
import { drawIssues, type Paper } from './draw.ts'
import type { EvaluateOptions } from './evaluate.ts'
import { refusal } from './refusal.ts'

/** The world a command writes to; `paper` is that of standard error, whose width may change. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly paper: () => Paper
}

/** The options of `train`, numbers still as they were typed. */
export interface TrainOptions {
  readonly out: string
  readonly seed?: string
  readonly steps?: string
  readonly data?: string
  readonly only?: string
  readonly target?: string
  readonly plain?: boolean
}

export interface DetectOptions {
  readonly run: string
  readonly images: readonly string[]
  readonly groundTruth?: string
  readonly json?: string
  readonly draw?: string
  readonly target?: string
}

/** The options of `explain`, numbers still as they were typed. */
export interface ExplainOptions {
  readonly printAfter?: string
  readonly profile?: boolean
  readonly inference?: boolean
  readonly runs?: string
  readonly only?: string
  readonly batch?: string
  readonly target?: string
  readonly json?: boolean
}

export interface DoctorOptions {
  readonly json?: boolean
}

export interface ExportOptions {
  readonly web: true
}

/** What a command does; its number is the exit code. */
export type Action<A extends readonly unknown[]> = (...args: A) => TaskEither<NonEmptyArray<Issue>, number>

export interface Actions {
  readonly train: Action<[file: string, options: TrainOptions]>
  readonly evaluate: Action<[options: EvaluateOptions]>
  readonly detect: Action<[options: DetectOptions]>
  readonly explain: Action<[file: string, options: ExplainOptions]>
  readonly doctor: Action<[options: DoctorOptions]>
  readonly export: Action<[run: string, folder: string, options: ExportOptions]>
}

/** The compiler's passes, told here so that help need not load it. */
export const passNames = ['erase', 'simplify', 'share', 'linear', 'fold', 'legalise'] as const

const onTarget = 'compute on this target in place of the fastest that works here; `doctor` lists them'

const example = (line: string): string => `\nExample:\n  npm run -s fovea -- ${line}\n`

/**
 * Runs one command line (without the program's own name) and gives its exit code: 0, or 1 with issues drawn on standard
 * error, or what the command itself gives.
 */
export const run = async (args: readonly string[], actions: Actions, io: Io): Promise<number> => {
  const state: { outcome: E.Either<NonEmptyArray<Issue>, number>; parsing: Command } = { outcome: E.right(0), parsing: new Command() }
  const root = declare(actions, (outcome) => {
    state.outcome = outcome
  })
  for (const command of [root, ...root.commands]) {
    command
      .configureOutput({ writeOut: io.out, writeErr: () => undefined })
      .showSuggestionAfterError(false)
      .exitOverride((e) => {
        state.parsing = command
        throw e
      })
  }
  try {
    await root.parseAsync(args, { from: 'user' })
  } catch (e) {
    if (!(e instanceof CommanderError)) throw e
    if (e.code === 'commander.help') io.err(root.helpInformation())
    else if (e.exitCode !== 0) state.outcome = E.left([refusal(e, state.parsing, args)])
    if (e.code === 'commander.help') return 1
  }
  if (E.isRight(state.outcome)) return state.outcome.right
  io.err(`${drawIssues(state.outcome.left, io.paper())}\n`)
  return 1
}

const declare = (actions: Actions, done: (outcome: E.Either<NonEmptyArray<Issue>, number>) => void): Command => {
  const root = new Command('fovea').description('Declare, train and measure detectors of tiny objects.').helpCommand(false)
  root
    .command('train')
    .description('Trains the experiments of a file, each in a folder of its own; an unfinished run is continued.')
    .argument('<FILE>', 'experiments as code (.ts) or as data (.json)')
    .option('--out <DIR>', 'folder of the runs', 'runs')
    .option('--seed <N>', 'seed in place of the experiment’s own')
    .option('--steps <N>', 'number of steps in place of the experiment’s own')
    .option('--data <DIR>', 'COCO data in place of the experiment’s own: train.json, train/, valid.json, valid/')
    .option('--only <NAME>', 'train this experiment of the file alone')
    .option('--target <NAME>', onTarget)
    .option('--plain', 'a line a report in place of the live view')
    .addHelpText('after', example('train examples/seals.ts --only base --seed 1 --out runs'))
    .action(async (file: string, options: TrainOptions) => {
      done(await actions.train(file, options)())
    })
  root
    .command('evaluate')
    .description('Measures detections against a ground truth, both in COCO’s JSON.')
    .requiredOption('--ground-truth <F>', 'annotations')
    .requiredOption('--detections <F>', 'results')
    .requiredOption('--protocol <NAME>', 'coco or aitod')
    .option('--json', 'JSON in place of a table; null where there is nothing to measure')
    .addHelpText('after', example('evaluate --ground-truth valid.json --detections found.json --protocol aitod'))
    .action(async (options: EvaluateOptions) => {
      done(await actions.evaluate(options)())
    })
  root
    .command('detect')
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
      done(await actions.detect(options)())
    })
  root
    .command('export')
    .description(
      'Writes the newest good checkpoint of a run as a page: a folder that is opened in a browser, without server or network, where a dropped ' +
        'picture gets its detections, on WebGPU where there is a GPU, else on WebAssembly.',
    )
    .argument('<RUN>', 'run folder')
    .argument('<DIR>', 'folder of the page: a new one, or that of an earlier page')
    .requiredOption('--web', 'as a page; there is no other form yet')
    .addHelpText('after', example('export --web runs/base-0 page'))
    .action(async (run: string, folder: string, options: ExportOptions) => {
      done(await actions.export(run, folder, options)())
    })
  root
    .command('explain')
    .description(
      'Tells the cost of the experiments of a file, module by module, without training them: parameters, multiply-accumulates (MACs) of ' +
        'the inference of one image and of a training step on the whole batch, and the bytes of such a step at its peak.',
    )
    .argument('<FILE>', 'experiments as code (.ts) or as data (.json)')
    .option('--print-after <PASS>', 'print the graph of the training step after a pass of the compiler; with --json on standard error')
    .option('--profile', 'run training steps on made-up numbers, and tell where their time goes: by phase, module and kernel')
    .option('--inference', 'with --profile, run the inference of a batch in place of the step')
    .option('--runs <N>', 'with --profile, run it so often, and tell of the median (default: 3)')
    .option('--only <NAME>', 'explain this experiment of the file alone')
    .option('--batch <N>', 'images in place of the experiment’s own number')
    .option('--target <NAME>', onTarget)
    .option('--json', 'JSON in place of a table; the MACs of modules are those of the step')
    .addHelpText('after', `\nPasses: ${passNames.join(', ')};\nsimplify and share run again after legalise.`)
    .addHelpText('after', example('explain examples/seals.ts --json'))
    .addHelpText('after', example('explain examples/demo.ts --profile --only fcos-set').trimStart())
    .action(async (file: string, options: ExplainOptions) => {
      done(await actions.explain(file, options)())
    })
  root
    .command('doctor')
    .description('Tells which targets work here, how fast each convolves, and what would make a missing one work.')
    .option('--json', 'JSON in place of a table')
    .addHelpText('after', example('doctor'))
    .action(async (options: DoctorOptions) => {
      done(await actions.doctor(options)())
    })
  root.addHelpText('after', example('train --help'))
  return root
}
