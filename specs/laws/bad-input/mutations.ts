import * as fc from 'fast-check'

/** A change of a file's bytes, with its name for those who read a failure. */
export interface Mutation {
  readonly says: string
  readonly of: (bytes: Buffer) => Buffer
}

/** Where something happens, as a part of the length, so that one generator fits every file. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const at = (part: number, length: number): number => Math.floor(part * length)

const span = (bytes: Buffer, from: number, part: number): readonly [number, number] => {
  const start = at(from, bytes.length)
  return [start, start + at(part * part, bytes.length - start) + 1]
}

const cut = (bytes: Buffer, start: number, end: number, insert: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(Math.min(end, bytes.length))])

const none = Buffer.alloc(0)

/** Puts something in place of one of the parts that a pattern finds; bytes are letters of Latin-1 meanwhile. */
const replaced = (bytes: Buffer, pattern: RegExp, part: number, by: string): Buffer => {
  const text = bytes.toString('latin1')
  const found = [...text.matchAll(pattern)]
  const one = found[at(part, found.length)]
  return one === undefined ? bytes : Buffer.from(text.slice(0, one.index) + by + text.slice(one.index + one[0].length), 'latin1')
}

const numbers = [
  '1e999',
  '-1e999',
  'NaN',
  'Infinity',
  '-1',
  '-0',
  '1.5',
  '1e-320',
  '9007199254740993',
  '1099511627776',
  '0x10',
  '99999999999999999999999',
  '1e',
  '--1',
  '',
]
const words = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '../../etc/passwd',
  '/etc/passwd',
  '\\ud800',
  '\\u0000',
  'x'.repeat(100_000),
]
const values = ['null', 'true', '[]', '{}', '"1"', '[[[]]]', '{"__proto__":{"id":1}}', '-1', '[1,2,3]', '1e400']
const odd = ['\0', '\ufeff', '\xed\xa0\x80', '\xff\xfe', '\r\n', '\n\n', ',', '"', '<', '&', ';', '\u2028', ' ']
/** Deeper than the stack. */
const nested = (open: string, close: string): string => `${open.repeat(50_000)}1${close.repeat(50_000)}`
const deep = [nested('[', ']'), nested('{"a":', '}'), '['.repeat(200_000), nested('<a>', '</a>')]
const bombs = [
  '<!DOCTYPE a [<!ENTITY b "&c;&c;&c;&c;"><!ENTITY c "&d;&d;&d;&d;"><!ENTITY d "&b;">]>',
  '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;',
]

const one = (says: string, of: fc.Arbitrary<(bytes: Buffer) => Buffer>): fc.Arbitrary<Mutation> => of.map((f) => ({ says, of: f }))

/** One change, of any kind. */
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  one(
    'a byte is another',
    fc.tuple(place, fc.nat(255)).map(([p, byte]) => (b) => {
      const changed = Buffer.from(b)
      changed[at(p, b.length)] = byte
      return changed
    }),
  ),
  one(
    'a bit is turned',
    fc.tuple(place, fc.nat(7)).map(([p, bit]) => (b) => {
      const changed = Buffer.from(b)
      changed[at(p, b.length)] = (changed[at(p, b.length)] ?? 0) ^ (1 << bit)
      return changed
    }),
  ),
  one(
    'the file is cut',
    place.map((p) => (b) => b.subarray(0, at(p, b.length))),
  ),
  one(
    'a part is gone',
    fc.tuple(place, place).map(
      ([p, q]) =>
        (b) =>
          cut(b, ...span(b, p, q), none),
    ),
  ),
  one(
    'a part is there again',
    fc.tuple(place, place, place, fc.constantFrom(1, 2, 1000)).map(([p, q, r, times]) => (b) => {
      const part = b.subarray(...span(b, p, q))
      const to = at(r, b.length)
      return cut(b, to, to, Buffer.concat(Array.from({ length: part.length > 2000 ? 1 : times }, () => part)))
    }),
  ),
  one(
    'a part is in place of another',
    fc.tuple(place, place, place, place).map(
      ([p, q, r, s]) =>
        (b) =>
          cut(b, ...span(b, r, s), b.subarray(...span(b, p, q))),
    ),
  ),
  one(
    'four bytes are a large number',
    fc.tuple(place, fc.constantFrom([0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 0x40], [0, 0, 0, 0])).map(
      ([p, four]) =>
        (b) =>
          cut(b, at(p, b.length), at(p, b.length) + 4, Buffer.from(four)),
    ),
  ),
  one(
    'a number is another',
    fc.tuple(place, fc.constantFrom(...numbers)).map(
      ([p, by]) =>
        (b) =>
          replaced(b, /-?\d[\d.eE+-]*/g, p, by),
    ),
  ),
  one(
    'a word is another',
    fc.tuple(place, fc.constantFrom(...words)).map(
      ([p, by]) =>
        (b) =>
          replaced(b, /[A-Za-z_][\w.-]*/g, p, by),
    ),
  ),
  one(
    'a value is another',
    fc.tuple(place, fc.constantFrom(...values)).map(
      ([p, by]) =>
        (b) =>
          replaced(b, /"[^"\n]*"(?!\s*:)|-?\d[\d.eE+-]*|\[[^[\]]*\]/g, p, by),
    ),
  ),
  one(
    'odd letters are put in',
    fc.tuple(place, fc.constantFrom(...odd)).map(
      ([p, by]) =>
        (b) =>
          cut(b, at(p, b.length), at(p, b.length), Buffer.from(by)),
    ),
  ),
  one(
    'deep nesting is put in',
    fc.tuple(place, fc.constantFrom(...deep)).map(
      ([p, by]) =>
        (b) =>
          replaced(b, /"[^"\n]*"|-?\d+/g, p, by),
    ),
  ),
  one(
    'an entity bomb is put in',
    fc.tuple(place, fc.constantFrom(...bombs)).map(
      ([p, by]) =>
        (b) =>
          cut(b, at(p, b.length), at(p, b.length), Buffer.from(by)),
    ),
  ),
  one(
    'it begins with a byte order mark',
    fc.constantFrom('\ufeff', '\ufeff\ufeff').map((by) => (b) => Buffer.concat([Buffer.from(by), b])),
  ),
  one(
    'lines end as on other systems',
    fc.constantFrom('\r\n', '\r').map((by) => (b) => Buffer.from(b.toString('latin1').replaceAll('\n', by), 'latin1')),
  ),
  one(
    'it is in UTF-16',
    fc.constant((b) => Buffer.from(`\ufeff${b.toString('latin1')}`, 'utf16le')),
  ),
  one(
    'it is empty',
    fc.constant(() => none),
  ),
)

/** A few changes, one after the other. */
export const mutations: fc.Arbitrary<Mutation> = fc.array(mutation, { minLength: 1, maxLength: 3 }).map((all) => ({
  says: all.map(({ says }) => says).join(', then '),
  of: (bytes) => all.reduce((b, { of }) => of(b), bytes),
}))
