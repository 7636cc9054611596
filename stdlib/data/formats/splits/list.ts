import { isAbsolute, posix } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { Fault } from '../../fault.ts'
import { leavesFolder } from '../../folder.ts'
import { stemOf } from '../labels/folders.ts'
import { linesOf } from '../labels/lines.ts'
import type { ListedName } from './found.ts'

/** Bytes of a list, at most. */
export const longestList = 64e6

/** What a list names, by paths from the data set's folder, and what is wrong with it. */
export interface ReadList {
  readonly listed: readonly (Omit<ListedName, 'names'> & { readonly path: string })[]
  readonly faults: readonly Fault[]
}

/** What names of lists stay inside. */
export const wholeFolder = 'the folder of the data set'

const leaves = (path: string): boolean =>
  isAbsolute(path) || /^[a-z]:[\\/]/i.test(path) || path.includes('\0') || path.split(/[\\/]/)[0] === '..'

/**
 * The images that a list names, one a line, by `pathOf` from the folder of the data set. A name that leaves it is a fatal fault.
 *
 * @returns an Issue where it names none
 * @example namesListed('train.txt', 'a\nb/c.png', (name) => name)   // both, at lines 1 and 2
 */
export const namesListed = (file: string, text: string, pathOf: (name: string) => string): E.Either<Issue, ReadList> => {
  const listed: ReadList['listed'][number][] = []
  const faults: Fault[] = []
  for (const { at, text: name } of linesOf(text)) {
    const line = [file, String(at)] as const
    const path = posix.normalize(pathOf(name))
    if (leaves(name) || leaves(path)) faults.push({ severity: 'fatal', issue: leavesFolder(line, name, wholeFolder) })
    else listed.push({ path, text: name, at: line })
  }
  const [first] = faults
  if (listed.length > 0) return E.right({ listed, faults })
  return E.left(
    first?.issue ??
      issue('data: empty list', 'a list names the images of a split, one a line, but this one is empty', 'write their names into it', {
        path: [file],
      }),
  )
}

/** What an image may be called in a folder of images: a list may leave extensions out, and a name may have a dot. */
export const withoutExtension = (path: string): readonly string[] => [path, stemOf(path)]
