import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { compileFunction } from 'node:vm'
import { right } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { issue } from '../../dsl/core/issue.ts'
import { fcosLevels } from '../../stdlib/assign/levels.ts'
import { type Example, examplesOf, importsOf } from './docstrings.ts'

const root = resolve(import.meta.dirname, '../..')

type Scope = Readonly<Record<string, unknown>>

const picture = { width: 2, height: 2, data: new Uint8Array(12) }
const labelled = { picture, truth: { boxes: [], labels: [] }, ignored: { boxes: [], labels: [] } }

/** What examples name without saying what it is. */
const samples: Scope = { fcosLevels, issue, labelled, picture, right, w: new Float32Array(32 * 16 * 3 * 3) }

const load = async (file: string): Promise<Scope> => ({ ...((await import(file)) as Scope) })

/** Exports of a module and what it imports by name are in scope of its examples. */
const scopeOf = async (file: string, source: string): Promise<Scope> => {
  const imported = await Promise.all(
    importsOf(source)
      .filter(({ from }) => from.startsWith('.'))
      .map(async ({ from, name, as }) => [as, (await load(resolve(dirname(file), from)))[name]] as const),
  )
  return { ...samples, ...Object.fromEntries(imported), ...(await load(file)) }
}

const evaluated = (code: string, scope: Scope): unknown =>
  Reflect.apply(compileFunction(`return (${code})`, Object.keys(scope)), undefined, Object.values(scope))

/** The value as an example writes it: a typed array by its name and elements. */
const literal = (text: string): string => text.replace(/\b(\w+Array) \[([^\]]*)\]/g, '$1.of($2)')

/** Numbers to twelve digits, as readers compare them. */
const rounded = (u: unknown): unknown => {
  if (typeof u === 'number') return Number(u.toPrecision(12))
  if (ArrayBuffer.isView(u)) return u
  if (Array.isArray(u)) return u.map(rounded)
  return typeof u === 'object' && u !== null ? Object.fromEntries(Object.entries(u).map(([k, v]) => [k, rounded(v)])) : u
}

const holds = ({ expression, value }: Example, scope: Scope): void => {
  const found = evaluated(expression, scope)
  if (value.endsWith('…')) expect(String(found)).toContain(value.slice(0, -1))
  else if (typeof found === 'string' && !value.startsWith("'")) expect(found).toBe(value)
  else expect(rounded(found)).toStrictEqual(rounded(evaluated(literal(value), scope)))
}

const sources = ['dsl', 'stdlib', 'graphs', 'cli']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }))
  .map(({ file, source }) => ({ file, source, examples: examplesOf(source) }))
  .filter(({ examples }) => examples.length > 0)

describe.each(sources)('the docstrings of $file', ({ file, source, examples }) => {
  it.each(examples)('say what is so: $expression', async (example) => {
    holds(example, await scopeOf(join(root, file), source))
  })
})

describe('the reader of docstrings', () => {
  it('finds the examples that say a value, and no others', () => {
    const text = `
/** A. @example f(1) // => 2 */
export const f = (x) => x + 1

/**
 * B.
 *
 * @example g(() => 1)
 * // => one
 * //      two
 * @example g(2)   // no value
 */
export const g = 1

/** Not exported. @example h(1) // => 3 */
const h = 1
`
    expect(examplesOf(text)).toEqual([
      { line: 2, expression: 'f(1)', value: '2' },
      { line: 5, expression: 'g(() => 1)', value: 'one\n  two' },
    ])
  })

  it('sees examples in every layer that has some', () => {
    expect(new Set(sources.map(({ file }) => file.split('/')[0]))).toEqual(new Set(['dsl', 'stdlib', 'graphs', 'cli']))
  })
})
