import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'

/** Where the addon opens a session, with TensorFlow's defaults. */
const opens = 'TF_SessionOptions *session_options = TF_NewSessionOptions();'

/**
 * A `ConfigProto` with `graph_options.rewrite_options.disable_meta_optimizer`: fields 10, 10 and 19 (tensorflow/core/protobuf/config.proto
 * and rewriter_config.proto).
 */
const config = [0x52, 0x05, 0x52, 0x03, 0x98, 0x01, 0x01] as const

/**
 * The source of the addon with sessions that run a graph as it is. TensorFlow's own rewriting of graphs is wrong at times: 2.21.0 computes
 * −(½ · (2 · −w)) as −w where −w is fetched too. It also takes most of the time until the first run; our own passes have done its work.
 */
export const withoutRewriting = (source: string): E.Either<Issue, string> => {
  const parts = source.split(opens)
  const [before, behind] = parts
  if (parts.length !== 2 || before === undefined || behind === undefined)
    return E.left(
      issue(
        'setup: addon',
        'the addon opens a session in one place, but its sources have another form',
        'report it: fovea pins these sources',
      ),
    )
  const bytes = config.map((b) => `0x${b.toString(16)}`).join(', ')
  const set = [
    `  static const unsigned char config[] = {${bytes}};`,
    '  {',
    '    TF_AutoStatus config_status;',
    '    TF_SetConfig(session_options, config, sizeof(config), config_status.status);',
    '  }',
  ].join('\n')
  return E.right(`${before}${opens}\n${set}${behind}`)
}
