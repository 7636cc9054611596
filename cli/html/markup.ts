const made: unique symbol = Symbol('made by markup')

/** HTML or SVG that `markup` made. Nothing read from a file can be one, as no JSON has a symbol for a key. */
export interface Markup {
  readonly [made]: string
}

/** What stands between pieces of a template: text, which is escaped, or markup, which is not. Nothing for undefined and false. */
export type Part = string | number | Markup | undefined | false | readonly Part[]

const isMarkup = (part: object): part is Markup => made in part

/** Control characters, which HTML forbids, and those that turn the direction of what follows. */
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/gu

/**
 * Text as HTML and SVG hold it, between tags and in quoted attributes; what they cannot hold becomes U+FFFD.
 *
 * @example escaped('<b>"x"') // => '&#60;b&#62;&#34;x&#34;'
 */
export const escaped = (text: string): string =>
  text
    .replace(unprintable, (c) => (/[\n\t]/.test(c) ? c : '\ufffd'))
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[<>&"'`]/g, (c) => `&#${c.charCodeAt(0)};`)

/** Where in markup a piece of template ends: between tags, in a tag, in a quoted value of this attribute, or in a style or script. */
type Place = 'text' | 'tag' | 'raw tag' | 'raw' | { readonly value: string; readonly of: 'tag' | 'raw tag' }

/** Attributes whose text is a program or an address: no escaping makes text harmless there, so they take markup of ours alone. */
const active = /^(on.*|style|src|srcset|srcdoc|href|xlink:href|action|formaction|data|poster|content)$/i

const after = (from: Place, literal: string): Place =>
  [...literal.matchAll(/<\/?(?:style|script)\b|<|[\w:-]+="|"|>/gi)].reduce<Place>((at, [token]) => {
    if (at === 'raw') return token.startsWith('</') ? 'tag' : at
    if (at === 'text') return /^<s/i.test(token) ? 'raw tag' : token.startsWith('<') ? 'tag' : at
    if (typeof at === 'object') return token.endsWith('"') ? at.of : at
    if (token === '>') return at === 'tag' ? 'text' : 'raw'
    return token.endsWith('="') ? { value: token.slice(0, -2), of: at } : at
  }, from)

const written = (part: Part, place: Place): string => {
  if (part === undefined || part === false) return ''
  if (typeof part === 'object' && !isMarkup(part)) return part.map((p) => written(p, place)).join('')
  if (typeof part === 'object') return part[made]
  if (place !== 'text' && typeof place === 'string')
    throw new Error(`internal: text stands in double quotes or between tags, not in ${place}`)
  if (typeof place === 'object' && active.test(place.value)) throw new Error(`internal: no text in \`${place.value}\``)
  return typeof part === 'number' ? String(part) : escaped(part)
}

/**
 * HTML or SVG in which everything that is not itself markup is escaped. Text may stand between tags and in attributes in double quotes; in
 * attributes that are programs or addresses, in styles and in scripts it is a bug, and thrown.
 *
 * @example textOf(markup`<b title="${'"'}">${'<i>'}${markup`<br>`}</b>`) // => '<b title="&#34;">&#60;i&#62;<br></b>'
 */
export const markup = (literals: TemplateStringsArray, ...parts: readonly Part[]): Markup => {
  let place: Place = 'text'
  let text = ''
  for (const [i, literal] of literals.entries()) {
    place = after(place, literal)
    text += literal + written(parts[i], place)
  }
  return { [made]: text }
}

/** What is written to a file. */
export const textOf = (m: Markup): string => m[made]

/** A picture's own bytes as the address of an `img`, in which a browser runs nothing. */
export const pictureUrl = (kind: 'png' | 'jpeg' | 'webp', bytes: Uint8Array): Markup => ({
  [made]: `data:image/${kind};base64,${Buffer.from(bytes).toString('base64')}`,
})
