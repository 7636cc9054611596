import { type Declare, example } from './command.ts'

export interface DoctorOptions {
  readonly json?: boolean
}

/** `doctor` on the command line. */
export const doctor: Declare<[options: DoctorOptions]> = (to, act, done) => {
  to.command('doctor')
    .description('Tells which targets work here, how fast each convolves, and what would make a missing one work.')
    .option('--json', 'JSON in place of a table')
    .addHelpText('after', example('doctor'))
    .action(async (options: DoctorOptions) => {
      done(await act(options)())
    })
}
