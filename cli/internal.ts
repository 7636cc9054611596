import { issue, type Issue } from '../dsl/core/issue.ts'

/**
 * An exception of ours as an issue of one short line: Emscripten puts kilobytes of its own source into a message.
 *
 * @example internal(new Error('internal: no such node')).message // => 'no such node'
 */
export const internal = (e: unknown): Issue =>
  issue('internal', said(e), 'this is a fault of fovea, not yours: please report it with the command (CONTRIBUTING.md says how)')

const said = (e: unknown): string => {
  const text = e instanceof Error ? `${e.name === 'Error' ? '' : `${e.name}: `}${e.message}` : String(e)
  const [line = ''] = text.replace(/^internal: /, '').split('\n')
  return line.length > 200 ? `${line.slice(0, 197)}...` : line
}
