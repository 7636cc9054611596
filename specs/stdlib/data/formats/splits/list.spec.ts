import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { namesListed } from '../../../../../stdlib/data/formats/splits/list.ts'

const same = (name: string): string => name

it('a list names images, one a line; those that leave the folder or are no file names are fatal, with their line', () => {
  const leaving = ['/etc/a', '../a', '..\\a', 'a/../../b', 'C:\\a', 'c:/a', 'a\0b']
  const found = namesListed('list.txt', ['a', ...leaving, 'b/../c'].join('\r\n'), same)
  if (E.isLeft(found)) return expect.fail(found.left.message)
  expect(found.right.listed.map(({ path, at }) => [path, ...at])).toEqual([
    ['a', 'list.txt', '1'],
    ['c', 'list.txt', String(leaving.length + 2)],
  ])
  expect(found.right.faults.map(({ severity, issue }) => [severity, issue.code, ...issue.path])).toEqual(
    leaving.map((_, i) => ['fatal', 'data: file outside its folder', 'list.txt', String(i + 2)]),
  )
})

it('a list is an issue where it names no image that can be read', () => {
  const code = (text: string): unknown => {
    const found = namesListed('list.txt', text, same)
    return E.isLeft(found) ? [found.left.code, ...found.left.path] : 'read'
  }
  expect(code(' \r\n\n')).toEqual(['data: empty list', 'list.txt'])
  expect(code('../a\n')).toEqual(['data: file outside its folder', 'list.txt', '1'])
})
