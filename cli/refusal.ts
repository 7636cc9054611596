import type { Command, CommanderError } from 'commander'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { suggest } from '../dsl/core/nearest.ts'

/** The words that call a command, without the program's own. */
const nameOf = (command: Command): readonly string[] => (command.parent === null ? [] : [...nameOf(command.parent), command.name()])

/**
 * The issue of a command line that commander refused while it read the arguments of `command`. Commander misses a needed
 * option before it sees its misspelling; here the misspelling is told.
 */
export const refusal = (e: CommanderError, command: Command, args: readonly string[]): Issue => {
  const named = /'([^']*)'/.exec(e.message)?.[1] ?? ''
  const help = `\`npm run -s fovea -- ${nameOf(command)
    .map((word) => `${word} `)
    .join('')}--help\` has an example`
  const say = (code: string, message: string, hint: string): Issue =>
    issue(`command line: ${code}`, message, hint, { path: nameOf(command) })
  const options = [...command.options.flatMap(({ long }) => (long === undefined ? [] : [long])), '--help']
  const unknownOption = (option: string): Issue => say('unknown option', `there is no option \`${option}\``, suggest(option, options))
  switch (e.code) {
    case 'commander.unknownCommand': {
      const known = command.commands.map((c) => c.name())
      return say('unknown command', `there is no command \`${named}\``, suggest(named, known))
    }
    case 'commander.unknownOption':
      return unknownOption(optionOf(named))
    case 'commander.missingMandatoryOptionValue': {
      const unknown = args.map(optionOf).find((arg) => arg.startsWith('--') && arg !== '--' && !options.includes(arg))
      return unknown === undefined ? say('missing option', `\`${named}\` is needed`, help) : unknownOption(unknown)
    }
    case 'commander.optionMissingArgument':
      return say('missing value', `\`${named}\` needs a value`, help)
    case 'commander.missingArgument':
      return say('missing argument', `${named} is needed`, help)
    case 'commander.excessArguments':
      return say('too many arguments', e.message.replace(/^error: /, ''), help)
    default:
      return say('refused', e.message.replace(/^error: /, ''), help)
  }
}

const optionOf = (arg: string): string => arg.replace(/=[^]*$/, '')
