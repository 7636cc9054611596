import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { type Actions, run } from '../../cli/program.ts'

const root = resolve(import.meta.dirname, '../..')
const text = (file: string): string => readFileSync(join(root, file), 'utf8')
const decisions = readdirSync(join(root, 'docs/decisions')).map((file) => `docs/decisions/${file}`)
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/tour.md', ...decisions]

const all = (document: string, pattern: RegExp): readonly string[] => [...document.matchAll(pattern)].map((m) => m[1] ?? '')

/** Code blocks of a language. */
const blocks = (document: string, language: string): readonly string[] =>
  all(document, new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))

/** What stands for something else: `dsl/ops/NAME.ts`, `DIR/train.json`. */
const placeholder = /\b[A-Z]{3,}\b(?!\.md)/

/** Paths of the repository: in backquotes, from the root; or the targets of links, from the document. */
const pathsIn = (file: string): readonly string[] => {
  const document = text(file)
  const quoted = all(document, /`((?:\.ci|cli|docs|dsl|examples|graphs|specs|stdlib|web)\/[\w./-]*)`/g)
  const linked = all(document, /\]\(([^)#:]+)\)/g).map((path) => join(dirname(file), path))
  return [...quoted, ...linked].filter((path) => !placeholder.test(path))
}

/** What is typed behind `npm run -s fovea -- `. */
const commandsIn = (document: string): readonly string[] =>
  blocks(document, 'sh').flatMap((block) => all(block, /^npm run -s fovea -- (.*?)(?: +#.*)?$/gm))

describe.each(documents)('%s', (file) => {
  it('names only files and folders that are there', () => {
    expect(pathsIn(file).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('names only npm scripts that are there', () => {
    const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: object }
    const named = [...all(text(file), /npm run (?:-s )?(\w[\w:]*)/g), ...(/npm test/.test(text(file)) ? ['test'] : [])]
    expect(named.filter((script) => !(script in scripts))).toEqual([])
  })

  it('shows code as it stands in the file that it names', () => {
    for (const block of blocks(text(file), 'ts')) {
      const [, source = '', code = ''] = /^\/\/ (\S+)\n([^]*)$/.exec(block) ?? []
      expect(source, `no file is named above:\n${block}`).not.toBe('')
      expect(text(source)).toContain(code)
    }
  })

  it('shows commands that the program takes, on files that are there or that the commands before have made', async () => {
    const done = (): TE.TaskEither<never, number> => TE.right(0)
    const data: Actions['data'] = { check: done, convert: done, inspect: done, coverage: done, shard: done }
    const actions: Actions = { train: done, evaluate: done, detect: done, explain: done, doctor: done, export: done, data }
    const io = { out: () => undefined, err: (told: string) => expect.fail(told), paper: () => ({ columns: 100, colour: false }) }
    for (const command of commandsIn(text(file))) {
      const words = command.split(/\s+/)
      expect(await run(words, actions, io), command).toBe(0)
      const given = words.filter((word) => /^(docs|examples)\//.test(word))
      expect(given.filter((path) => !existsSync(join(root, path)))).toEqual([])
    }
  })
})

describe('the README', () => {
  it('has a working example of every command', () => {
    const shown = commandsIn(text('README.md')).map((command) => command.split(' ')[0])
    expect(new Set(shown)).toEqual(new Set(['train', 'evaluate', 'detect', 'explain', 'doctor', 'export', 'data']))
  })
})

describe('the tour', () => {
  it('goes through the layers in the order of the rules', () => {
    const order = all(text('.dependency-cruiser.cjs').split('\n').slice(0, 3).join('\n'), /'([a-z/]+)'/g)
    expect(order.length).toBeGreaterThan(5)
    expect(all(text('docs/tour.md'), /^## ([a-z/]+)$/gm)).toEqual(order)
  })
})

describe('the decisions', () => {
  it('are numbered from 1, dated, and say context, decision and consequences', () => {
    decisions.forEach((file, i) => {
      expect(file).toMatch(new RegExp(`/${String(i + 1).padStart(4, '0')}-[a-z-]+\\.md$`))
      const document = text(file)
      expect(document).toMatch(/^# .+\n\n\d{4}-\d{2}-\d{2}/)
      expect(all(document, /^## (.*)$/gm)).toEqual(['Context', 'Decision', 'Consequences'])
    })
  })
})
