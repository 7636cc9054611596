/** An element of XML; attributes are passed over. */
export interface Element {
  readonly name: string
  /** The line, from 1, where it begins. */
  readonly line: number
  /** The text in it, outside of other elements, trimmed. */
  readonly text: string
  readonly children: readonly Element[]
}

/** What of a text is XML: the outermost element as far as it goes, and why it ends early. */
export interface Document {
  readonly root: Element | undefined
  readonly fault?: { readonly line: number; readonly message: string }
}

interface Open {
  readonly name: string
  readonly line: number
  readonly texts: string[]
  readonly children: Element[]
}

const deepest = 64

const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The five predefined entities and numbered characters; others stay as they are written. */
const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return predefined[name] ?? whole
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const closed = ({ name, line, texts, children }: Open): Element => ({ name, line, text: texts.join('').trim(), children })

/** Where a tag ends that begins at `from`: the next `>` outside of quotes. */
const endOfTag = (text: string, from: number): number => {
  let quote = ''
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i)
    if (quote !== '') quote = c === quote ? '' : quote
    else if (c === '"' || c === "'") quote = c
    else if (c === '>') return i
    else if (c === '<' && i > from) return -1
  }
  return -1
}

/**
 * Reads the elements and texts of XML, as annotations hold them, in one pass. There are no entities but the predefined: a document type,
 * which could define others, or name other files, ends the reading.
 *
 * @example parseXml('<a><b>1 &lt; 2</b></a>').root?.children[0]?.text // => '1 < 2'
 */
export const parseXml = (text: string): Document => {
  const stack: Open[] = []
  const state = { root: undefined as Element | undefined, at: 0, line: 1, newline: text.indexOf('\n') }
  const lineOf = (position: number): number => {
    while (state.newline >= 0 && state.newline < position) {
      state.line += 1
      state.newline = text.indexOf('\n', state.newline + 1)
    }
    return state.line
  }
  const close = (open: Open): void => {
    const parent = stack.at(-1)
    if (parent !== undefined) parent.children.push(closed(open))
    else state.root = closed(open)
  }
  const ended = (message: string): Document => {
    const line = lineOf(state.at)
    for (let open = stack.pop(); open !== undefined; open = stack.pop()) close(open)
    return { root: state.root, fault: { line, message } }
  }
  const skip = (mark: string, end: string): boolean | undefined => {
    if (!text.startsWith(mark, state.at)) return undefined
    const stop = text.indexOf(end, state.at + mark.length)
    if (stop < 0) return false
    if (mark === '<![CDATA[') stack.at(-1)?.texts.push(text.slice(state.at + mark.length, stop))
    state.at = stop + end.length
    return true
  }
  for (;;) {
    const next = text.indexOf('<', state.at)
    stack.at(-1)?.texts.push(unescaped(text.slice(state.at, next < 0 ? text.length : next)))
    if (next < 0) break
    state.at = next
    const skipped = skip('<!--', '-->') ?? skip('<![CDATA[', ']]>') ?? skip('<?', '?>')
    if (skipped === true) continue
    if (skipped === false) return ended('it ends inside a comment or an instruction')
    if (text.startsWith('<!', next)) return ended('a document type is not read')
    const end = endOfTag(text, next)
    if (end < 0) return ended('a tag does not end')
    const tag = text.slice(next + 1, end)
    const name = /^\/?([^\s/]{1,200})/.exec(tag)?.[1]
    if (name === undefined) return ended('a tag has no name')
    if (tag.startsWith('/')) {
      const open = stack.at(-1)
      if (open?.name !== name) return ended(`</${name}> closes ${open === undefined ? 'nothing' : `<${open.name}>`}`)
      stack.pop()
      close(open)
      if (stack.length === 0) return { root: state.root }
    } else {
      const open = { name, line: lineOf(next), texts: [], children: [] }
      if (tag.endsWith('/')) close(open)
      else if (stack.length >= deepest) return ended(`elements are nested deeper than ${deepest}`)
      else stack.push(open)
    }
    state.at = end + 1
  }
  return stack.length === 0
    ? { root: state.root, ...(state.root === undefined ? { fault: { line: 1, message: 'there is no element' } } : {}) }
    : ended('it ends early')
}
