/** One `@example` of an exported docstring that says its value: `expression // => value`. */
export interface Example {
  readonly line: number
  readonly expression: string
  readonly value: string
}

const exported = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export\b/g
const mark = ' // => '

/** The lines behind each `@example` of a docblock, without the stars in front of them. */
const examplesIn = (block: string): readonly (readonly string[])[] =>
  block
    .split('@example')
    .slice(1)
    .map((text) => text.split('\n').map((line) => line.replace(/^\s*\* ?/, '')))

/** A value may go on in comment lines below the mark, aligned with its beginning. */
const read = (lines: readonly string[]): Omit<Example, 'line'> | null => {
  const at = lines.findIndex((line) => ` ${line}`.includes(mark))
  if (at < 0) return null
  const [before = '', value = ''] = ` ${lines[at] ?? ''}`.split(mark)
  const rest = lines.slice(at + 1)
  const more = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('//     ')),
  )
  const code = [...lines.slice(0, at).filter((line) => !line.trim().startsWith('//')), before].join('\n').trim()
  return { expression: code, value: [value.trim(), ...more.map((line) => line.slice('// => '.length))].join('\n') }
}

/** The examples of a source file that say their value, in order. */
export const examplesOf = (source: string): readonly Example[] =>
  [...source.matchAll(exported)].flatMap((found) =>
    examplesIn(found[1] ?? '').flatMap((lines) => {
      const example = read(lines)
      return example === null ? [] : [{ line: source.slice(0, found.index).split('\n').length, ...example }]
    }),
  )

/** A named import of a source file: where it comes from, and the name there and here. */
export interface Import {
  readonly from: string
  readonly name: string
  readonly as: string
}

/** What a source file imports by name, types left out. */
export const importsOf = (source: string): readonly Import[] =>
  [...source.matchAll(/^import \{([^}]*)\} from '([^']*)'/gm)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((text) => {
        const [name = '', as = name] = text.split(' as ')
        return { from, name, as }
      }),
  )
