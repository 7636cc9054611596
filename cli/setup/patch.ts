import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'

/** A change to a source of the addon: `from`, which stands there once, becomes `to`. */
export interface Change {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Where the addon opens a session, with TensorFlow's defaults. */
const opens = 'TF_SessionOptions *session_options = TF_NewSessionOptions();'

/**
 * A `ConfigProto` with `graph_options.rewrite_options.disable_meta_optimizer`: fields 10, 10 and 19 (tensorflow/core/protobuf/config.proto
 * and rewriter_config.proto).
 */
const config = [0x52, 0x05, 0x52, 0x03, 0x98, 0x01, 0x01].map((b) => `0x${b.toString(16)}`).join(', ')

/**
 * Sessions that run a graph as it is. TensorFlow's own rewriting of graphs is wrong at times: 2.21.0 computes
 * −(½ · (2 · −w)) as −w where −w is fetched too. It also takes most of the time until the first run; our own passes have done its work.
 */
const withoutRewriting: Change = {
  file: 'tfjs_backend.cc',
  from: opens,
  to: [
    opens,
    `  static const unsigned char config[] = {${config}};`,
    '  {',
    '    TF_AutoStatus config_status;',
    '    TF_SetConfig(session_options, config, sizeof(config), config_status.status);',
    '  }',
  ].join('\n'),
}

/** Runs that tell what they spent their time on, where `traced` asks: see trace.cc. */
const traced: readonly Change[] = [
  {
    file: 'tfjs_backend.cc',
    from: 'TF_SessionRun(savedmodel_entry->second.first, nullptr, inputs.data(),',
    to: 'TF_SessionRun(savedmodel_entry->second.first, fovea::RunOptions(), inputs.data(),',
  },
  {
    file: 'tfjs_backend.cc',
    from: 'output_values.data(), output_op_name_array.size(), nullptr, 0,\n                nullptr, tf_status.status);',
    to: 'output_values.data(), output_op_name_array.size(), nullptr, 0,\n                fovea::RunMetadata(), tf_status.status);',
  },
  {
    file: 'tfjs_binding.cc',
    from: '{"runSavedModel", nullptr, RunSavedModel, nullptr, nullptr, nullptr,\n       napi_default, nullptr},',
    to: [
      '{"runSavedModel", nullptr, RunSavedModel, nullptr, nullptr, nullptr,\n       napi_default, nullptr},',
      '      {"traced", nullptr, fovea::Traced, nullptr, nullptr, nullptr, napi_default, nullptr},',
    ].join('\n'),
  },
]

/** All changes to the sources of the addon. `addonRevision` counts them. */
export const changes: readonly Change[] = [withoutRewriting, ...traced]

const changed =
  (source: string) =>
  ({ file, from, to }: Change): E.Either<Issue, string> => {
    const [before, behind, ...more] = source.split(from)
    return before === undefined || behind === undefined || more.length > 0
      ? E.left(
          issue(
            'setup: addon',
            'what fovea changes in the sources of the addon stands there once, but it does not',
            'report it: fovea pins these sources',
            { path: [file], evidence: [['looked for', from.split('\n')[0] ?? '']] },
          ),
        )
      : E.right(`${before}${to}${behind}`)
  }

/** A source of the addon with its changes. */
export const patched = (file: string, source: string): E.Either<Issue, string> =>
  changes
    .filter((change) => change.file === file)
    .reduce<E.Either<Issue, string>>(
      (text, change) =>
        pipe(
          text,
          E.chain((t) => changed(t)(change)),
        ),
      E.right(source),
    )
