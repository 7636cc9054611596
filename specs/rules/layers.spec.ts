import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import * as t from 'io-ts'
import { isRight } from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const Report = t.strict({
  summary: t.strict({ violations: t.array(t.strict({ from: t.string, rule: t.strict({ name: t.string }) })) }),
})

/** A tree of one-line files, cruised with the project's own rules: who broke what. */
const violations = (files: Readonly<Record<string, string>>): readonly string[] => {
  const tree = mkdtempSync(join(tmpdir(), 'fovea-layers-'))
  trees.push(tree)
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json']) cpSync(join(root, name), join(tree, name))
  const packages = ['@tensorflow/tfjs-core', 'ink', 'react', 'fast-check', 'vitest', 'fp-ts', 'sharp', 'typescript']
  const stubs = Object.fromEntries(packages.map((p) => [`node_modules/${p}/index.js`, 'export {}']))
  const manifest = JSON.stringify({ dependencies: { sharp: '1' }, devDependencies: { typescript: '1' } })
  for (const [path, text] of Object.entries({ 'package.json': manifest, ...stubs, ...files })) {
    mkdirSync(join(tree, dirname(path)), { recursive: true })
    writeFileSync(join(tree, path), text)
  }
  const run = spawnSync(process.execPath, [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '.', '-T', 'json'], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const report = Report.decode(JSON.parse(run.stdout || 'null'))
  if (!isRight(report)) throw new Error(`dependency-cruiser gave no report: ${run.stderr}`)
  return report.right.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`)
}
const trees: string[] = []
afterAll(() => trees.forEach((tree) => rmSync(tree, { recursive: true })))

const imports = (...of: readonly string[]): string => of.map((from) => `import '${from}'`).join('\n')
const order = ['dsl/core', 'dsl/ops', 'dsl/transform', 'dsl/compile', 'dsl/targets', 'stdlib', 'graphs', 'cli', 'web']
const layers = Object.fromEntries(order.map((folder) => [`${folder}/layer.ts`, '']))
const up = (folder: string): string => '../'.repeat(folder.split('/').length)

describe('the layer rules', () => {
  it('let a folder import from those above it', () => {
    const allowed = {
      ...layers,
      'dsl/core/a.ts': imports('fp-ts'),
      'dsl/ops/a.ts': imports('../core/a.ts'),
      'dsl/targets/a.ts': imports('@tensorflow/tfjs-core', '../compile/layer.ts', 'node:fs'),
      'stdlib/a.ts': imports('../dsl/transform/layer.ts', 'sharp'),
      'graphs/a.ts': imports('../stdlib/a.ts', '../dsl/ops/a.ts'),
      'cli/a.tsx': imports('ink', 'react', '../graphs/a.ts', '../dsl/targets/a.ts', 'node:fs'),
      'web/a.ts': imports('../cli/layer.ts', '../dsl/targets/a.ts', 'fp-ts'),
      'examples/a.ts': imports('../graphs/a.ts', '../stdlib/a.ts'),
      'specs/cli/a.spec.tsx': imports('ink', 'react', 'vitest', 'fast-check', '../../cli/a.tsx', '../../examples/a.ts'),
    }
    expect(violations(allowed)).toEqual([])
  })

  it('catch each import from a folder below', () => {
    const upward = order.slice(0, -1).map((folder, i) => {
      const below = order[i + 1] ?? ''
      return {
        file: `${folder}/upward.ts`,
        text: imports(`${up(folder)}${below}/layer.ts`),
        broken: `${folder} imports only what is below it`,
      }
    })
    const found = violations({ ...layers, ...Object.fromEntries(upward.map(({ file, text }) => [file, text])) })
    expect([...found].sort()).toEqual(upward.map(({ file, broken }) => `${file}: ${broken}`).sort())
  })

  it('catch every other violation, planted one a file', () => {
    const planted: Readonly<Record<string, readonly [text: string, rule: string]>> = {
      'stdlib/compiles.ts': [imports('../dsl/compile/layer.ts'), 'models stay pure'],
      'graphs/types.ts': ["import type { A } from '../dsl/targets/layer.ts'", 'models stay pure'],
      'cli/spies.ts': [imports('../specs/a.ts'), 'nobody imports specs'],
      'cli/borrows.ts': [imports('../examples/a.ts'), 'nobody imports examples'],
      'specs/kernels.ts': [imports('@tensorflow/tfjs-core'), '@tensorflow only in dsl/targets'],
      'stdlib/kernels.ts': [imports('@tensorflow/tfjs-core'), '@tensorflow only in dsl/targets'],
      'graphs/views.ts': [imports('ink'), 'ink only in cli'],
      'stdlib/views.ts': [imports('react'), 'react only in cli'],
      'stdlib/laws.ts': [imports('fast-check'), 'fast-check only in specs'],
      'cli/tests.ts': [imports('vitest'), 'vitest only in specs'],
      'examples/compiles.ts': [imports('../dsl/core/layer.ts'), 'examples import graphs and stdlib'],
      'dsl/core/heavy.ts': [imports('sharp'), 'dsl/core needs fp-ts and io-ts alone'],
      'dsl/compile/reads.ts': [imports('node:fs'), 'the language does no input or output'],
      'cli/develops.ts': [imports('typescript'), 'programs need no development package'],
      'cli/lost.ts': [imports('./nowhere.ts'), 'everything resolves'],
    }
    const bystanders = { ...layers, 'specs/a.ts': '', 'examples/a.ts': '' }
    const found = violations({ ...bystanders, ...Object.fromEntries(Object.entries(planted).map(([file, [text]]) => [file, text])) })
    const expected = Object.entries(planted).map(([file, [, rule]]) => `${file}: ${rule}`)
    expect([...found].sort()).toEqual(expected.sort())
  })

  it('catch a cycle of what runs', () => {
    const cycle = {
      'stdlib/one.ts': "import { two } from './two.ts'\nexport const one = (): unknown => two",
      'stdlib/two.ts': "import { one } from './one.ts'\nexport const two = (): unknown => one",
    }
    expect(violations(cycle)).toEqual(['stdlib/one.ts: no cycles'])
  })

  it('let types be mutually recursive', () => {
    const types = {
      'dsl/core/one.ts': "import type { Two } from './two.ts'\nexport interface One { readonly two: Two }",
      'dsl/core/two.ts': "import type { One } from './one.ts'\nexport interface Two { readonly one: One }",
    }
    expect(violations({ ...layers, ...types })).toEqual([])
  })
})
