import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annotation, base, categories, from, fromText, image, left, right } from './cases.ts'

describe('an issue names the record and the value', () => {
  const cases: readonly (readonly [string, unknown, readonly string[], string])[] = [
    ['a missing key', { images: [], annotations: [] }, ['categories'], 'missing'],
    ['a missing key of a record', { ...base, images: [{ id: 1, width: 3 }] }, ['images', '0', 'file_name'], 'missing'],
    [
      'a wrong type',
      { ...base, annotations: [...base.annotations, annotation(1, 7, [1, 2, '3', 4])] },
      ['annotations', '1', 'bbox'],
      '[1,2,"3",4]',
    ],
    ['a short bbox', { ...base, annotations: [annotation(1, 7, [1, 2, 3])] }, ['annotations', '0', 'bbox'], '[1,2,3]'],
    ['a size of 0', { ...base, images: [{ ...image(1), width: 0 }] }, ['images', '0', 'width'], '0'],
    ['a list that is none', { ...base, images: {} }, ['images'], '{}'],
    ['a record that is none', { ...base, annotations: [4] }, ['annotations', '0'], '4'],
    ['an image that is not listed', { ...base, annotations: [annotation(9, 7, [1, 2, 3, 4])] }, ['annotations', '0', 'image_id'], '9'],
    ['a category that is not listed', { ...base, annotations: [annotation(1, 3, [1, 2, 3, 4])] }, ['annotations', '0', 'category_id'], '3'],
    ['a number taken twice', { ...base, images: [image(1), image(2), image(1)] }, ['images', '2', 'id'], '1'],
    ['a name taken twice', { ...base, categories: [...categories, { id: 9, name: 'car' }] }, ['categories', '2', 'name'], '"car"'],
    ['no object at all', null, [], 'null'],
  ]
  it.each(cases)('%s', (_, json, path, value) => {
    const found = left(from(json))
    expect(found.path).toEqual(['a.json', ...path])
    expect(found.message).toContain(value)
  })

  it('no JSON, an empty data set and an unknown class', () => {
    expect(left(fromText('{"images": [')).code).toBe('data: no JSON')
    expect(left(fromText('{"images": NaN}')).code).toBe('data: no JSON')
    expect(left(from({ ...base, images: [], annotations: [] })).code).toBe('data: no images')
    expect(left(from(base, { classes: ['shipp'] })).hint).toBe('did you mean `ship`?')
  })

  it('nesting deeper than the stack', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    expect(left(fromText(deep)).path).toEqual(['a.json'])
    expect(left(fromText(`{"images": [${deep}], "annotations": [], "categories": []}`)).path.slice(0, 2)).toEqual(['a.json', 'images'])
  })
})

describe('JSON is data', () => {
  it('keys of Object.prototype stand for nothing, and change nothing', () => {
    const text = `{"__proto__": ${JSON.stringify(base)}}`
    expect(left(fromText(text)).code).toBe('data: missing key')
    const named = {
      ...base,
      categories: [
        { id: 7, name: '__proto__' },
        { id: 2, name: 'constructor' },
      ],
    }
    expect(right(from(named, { classes: ['__proto__'] })).classes).toEqual([{ id: 7, name: '__proto__' }])
    expect(right(fromText(JSON.stringify(base).replace('"width":20', '"width":20,"__proto__":{"polluted":1}'))).samples.length).toBe(2)
    expect('polluted' in {}).toBe(false)
  })

  const mutants = fc.tuple(
    fc.nat(),
    fc.nat({ max: 12 }),
    fc.constantFrom('', '"', '{', ']', ',', '-', 'e999', 'null', '"__proto__":1,', '\u0000', 'NaN', '[]'),
  )
  it('cut, garbled or swapped, it is a data set or an issue, never an exception', () =>
    fc.assert(
      fc.property(fc.array(mutants, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(
          (s, [at, cut, put]) => s.slice(0, at % s.length) + put + s.slice((at % s.length) + cut),
          JSON.stringify(base),
        )
        const read = fromText(text)
        if (E.isLeft(read)) expect([read.left.path[0], read.left.hint === '']).toEqual(['a.json', false])
        else for (const { truth } of read.right.samples) expect(truth.boxes.length).toBe(truth.labels.length)
      }),
      { numRuns: 2000 },
    ))

  it('any other JSON is an issue', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(E.isLeft(from(json))).toBe(true)
        expect(E.isLeft(from({ ...base, annotations: [json] }))).toBe(true)
        expect(E.isLeft(from({ ...base, images: json }))).toBe(true)
      }),
    ))
})
