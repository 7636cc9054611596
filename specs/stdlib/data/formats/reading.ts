import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Annotation, Dataset } from '../../../../stdlib/data/dataset.ts'
import type { Reading } from '../../../../stdlib/data/fault.ts'
import type { Place } from '../../../../stdlib/data/formats/format.ts'
import { formats } from '../../../../stdlib/data/formats/index.ts'
import type { FormatName } from '../../../../stdlib/data/formats/names.ts'
import { newLedger } from '../../../../stdlib/data/formats/ledger.ts'
import type { Beside } from '../../../../stdlib/data/formats/labels/read.ts'
import type { Extent } from '../../../../stdlib/boxes/box.ts'
import { right } from './either.ts'

/** A folder of these files; whoever makes it removes it. */
export const folderOf = (files: Readonly<Record<string, string | Buffer>>): string => {
  const at = mkdtempSync(join(tmpdir(), 'fovea-formats-'))
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(at, name)), { recursive: true })
    writeFileSync(join(at, name), bytes)
  }
  return at
}

export const reading = async (format: FormatName, place: Place): Promise<Reading> => right(await formats[format].read(place)())

export const objectsOf = ({ images }: Dataset): readonly Annotation[] => images.flatMap(({ objects }) => objects)

/** A parser's objects, and its faults as severity, code and record. */
export const parsed = <A extends object>(
  parse: (text: string, beside: Beside) => A,
  text: string,
  size?: Extent,
): A & { readonly faults: readonly string[] } => {
  const ledger = newLedger('a')
  const found = parse(text, { source: 'a', size, ledger })
  return { ...found, faults: ledger.faults().map(({ severity, issue }) => [severity, issue.code, issue.path.at(-1)].join(' ')) }
}
