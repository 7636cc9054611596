import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { identify } from '../../../cli/detection/identify.ts'
import type { ImageRecord } from '../../../cli/detection/ground-truth.ts'

const records = (...names: readonly string[]): readonly ImageRecord[] => names.map((file_name, i) => ({ id: 100 + i, file_name }))
const ids = (files: readonly string[], of: readonly ImageRecord[]): readonly (number | undefined)[] | string => {
  const result = identify(files, of)
  return E.isRight(result) ? result.right.map((r) => r?.id) : result.left.map(({ message }) => message).join('; ')
}

const name = fc.constantFrom('a', 'b', 'c', 'dd')
const relative = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.png`)

describe('the record of an image file', () => {
  it('is its own, where files are named as from the folder of the ground truth', () => {
    fc.assert(
      fc.property(fc.uniqueArray(relative, { minLength: 1 }), fc.constantFrom('/data/', 'photos/', ''), (files, root) => {
        const of = records(...files)
        expect(
          ids(
            files.map((file) => root + file),
            of,
          ),
        ).toEqual(of.map(({ id }) => id))
      }),
    )
  })
  it('is found by name alone, where the folders differ', () => {
    expect(ids(['/x/photos/1.png'], records('valid/1.png', 'valid/2.png'))).toEqual([100])
    expect(ids(['/x/photos/1.png'], records('1.png'))).toEqual([100])
  })
  it('is that of the longest name that fits', () => {
    expect(ids(['/x/a/1.png', '/x/1.png'], records('1.png', 'a/1.png'))).toEqual([101, 100])
  })
  it('is none where no name fits, nor where only another file’s does', () => {
    expect(ids(['/x/3.png'], records('1.png'))).toEqual([undefined])
    expect(ids(['/x/a/1.png', '/x/b/1.png'], records('b/1.png'))).toEqual([undefined, 100])
    expect(ids(['/x/aa/1.png'], records('a/1.png', 'b/2.png'))).toEqual([100])
  })
  it('must be one: files that several records fit, and records that several files fit, are issues together', () => {
    expect(ids(['/x/1.png', '/x/a/2.png', '/y/a/2.png'], records('a/1.png', 'b/1.png', 'a/2.png'))).toBe(
      'a file is one image of the ground truth, but 2 records fit; an image of the ground truth is one file, but 2 files fit image 102',
    )
    expect(ids(['/x/1.png'], records('1.png', '1.png'))).toContain('2 records fit')
  })
  it('does not mind how folders are written', () => {
    expect(ids(['x/./a/1.png'], records('./a\\1.png'))).toEqual([100])
  })
})
