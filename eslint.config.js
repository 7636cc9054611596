import { basename } from 'node:path'
import tseslint from 'typescript-eslint'

const VAGUE = /^(utils?|commons?|misc|helpers?)\b/i

/** A file is named after its one idea; a drawer for leftovers has none. */
const fileName = {
  meta: { type: 'problem', schema: [], messages: { vague: '`{{name}}` names no idea: call the file what it is about.' } },
  create: (context) => ({
    Program: (node) => {
      const parts = context.filename.slice(context.cwd.length + 1).split('/')
      const vague = parts.find((part) => VAGUE.test(basename(part)))
      if (vague !== undefined) context.report({ node, messageId: 'vague', data: { name: vague } })
    },
  }),
}

const CAST = ':matches(TSAsExpression, TSTypeAssertion)'
// A cast of a cast, whatever lies between: `unknown`, `unknown[]` or any other.
const DOUBLE_CAST = {
  selector: `${CAST} > ${CAST}`,
  message: 'A double cast proves nothing. What tsc cannot see is written down once, in dsl/core/boundary.ts.',
}
const DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Exports are named, so that a thing has one name everywhere.' }
const INTERNAL = 'internal: '
const USER_THROW = {
  selector: `ThrowStatement > NewExpression:not([arguments.0.value=/^${INTERNAL}/]):not([arguments.0.quasis.0.value.raw=/^${INTERNAL}/])`,
  message: 'Throw marks a bug of ours: begin the message with `internal: `. What a user can cause is an Issue in an Either.',
}

export default tseslint.config(
  { ignores: ['node_modules/', 'runs/', '.cache/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { fovea: { rules: { 'file-name': fileName } } },
    rules: {
      'fovea/file-name': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', DOUBLE_CAST, DEFAULT_EXPORT, USER_THROW],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Randomness is data: it enters by a seed.' }],
      'no-param-reassign': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A double cast in two steps, `const u: unknown = x` and `u as T`, is one too.
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers print as one reads them, strings spread by code point, and `() => effect()` is how effects are written here.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A type parameter used once still names what a type-level program is about.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['dsl/core/boundary.ts'],
    rules: {
      'no-restricted-syntax': ['error', DEFAULT_EXPORT, USER_THROW],
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
    },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': ['error', DOUBLE_CAST] } },
  { files: ['{dsl,stdlib,graphs}/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: ['specs/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': ['error', DOUBLE_CAST, DEFAULT_EXPORT],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
)
