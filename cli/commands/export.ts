import { type Declare, example } from './command.ts'

export interface ExportOptions {
  readonly web: true
}

/** `export` on the command line. */
export const exportRun: Declare<[run: string, folder: string, options: ExportOptions]> = (to, act, done) => {
  to.command('export')
    .description(
      'Writes the newest good checkpoint of a run as a page: a folder that is opened in a browser, without server or network, where a dropped ' +
        'picture gets its detections, on WebGPU where there is a GPU, else on WebAssembly.',
    )
    .argument('<RUN>', 'run folder')
    .argument('<DIR>', 'folder of the page: a new one, or that of an earlier page')
    .requiredOption('--web', 'as a page; there is no other form yet')
    .addHelpText('after', example('export --web runs/base-0 page'))
    .action(async (run: string, folder: string, options: ExportOptions) => {
      done(await act(run, folder, options)())
    })
}
