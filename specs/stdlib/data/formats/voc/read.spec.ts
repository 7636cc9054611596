import { rmSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseVoc } from '../../../../../stdlib/data/formats/voc/read.ts'
import { parseXml } from '../../../../../stdlib/data/formats/voc/xml.ts'
import { folderOf, parsed, reading } from '../reading.ts'

const object = (inside: string): string => `<object>${inside}</object>`
const bounds = '<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>10</xmax><ymax>20</ymax></bndbox>'
const annotation = (...inside: readonly string[]): string => `<annotation>\n${inside.join('\n')}\n</annotation>`

describe('an annotation of Pascal VOC', () => {
  it('counts pixels from 1, both ends included', () => {
    const text = annotation(
      '<filename>a.jpg</filename><size><width>30</width><height>40</height></size>',
      object(
        `<name>dog</name><truncated>1</truncated><occluded>0</occluded><difficult>1</difficult>${bounds}<part><name>head</name>${bounds}</part>`,
      ),
    )
    expect(parsed(parseVoc, text)).toEqual({
      file: 'a.jpg',
      size: { width: 30, height: 40 },
      objects: [
        {
          name: 'dog',
          box: [0, 1, 10, 20],
          crowd: false,
          ignored: true,
          attributes: { difficult: 1, truncation: 1, occlusion: 0 },
          record: 3,
        },
      ],
      faults: [],
    })
  })
  it('that counts from 0 is told', () => {
    expect(parsed(parseVoc, annotation(object(`<name>a</name>${bounds.replace('1', '0')}`))).faults).toEqual(['odd data: wrong value 2'])
  })
  it('is read up to where it ends too early, and its objects around a wrong one', () => {
    const whole = annotation(object(`<name>a</name>${bounds}`), object(`<name>b</name>`), object(bounds), object(`<name>c</name>${bounds}`))
    expect(parsed(parseVoc, whole)).toMatchObject({
      objects: [{ name: 'a' }, { name: 'c' }],
      faults: ['fatal data: wrong value 3', 'fatal data: wrong value 4'],
    })
    const cut = parsed(parseVoc, whole.slice(0, whole.indexOf('<name>b')))
    expect([cut.objects.length, cut.faults]).toEqual([1, ['fatal data: no XML 3', 'fatal data: wrong value 3']])
  })
  it.each([
    '',
    'text',
    '<html></html>',
    '<!DOCTYPE a [<!ENTITY b "c">]><annotation/>',
    '<annotation',
    '</annotation>',
    '<annotation></object>',
  ])('%s is a fault', (text) => {
    const { objects, faults } = parsed(parseVoc, text)
    expect([objects, faults.length > 0 && faults.every((fault) => fault.startsWith('fatal'))]).toEqual([[], true])
  })
})

describe('a folder of Pascal VOC', () => {
  it('has no image of which the annotations cannot be read, lest it count as background', async () => {
    const sound = annotation('<size><width>30</width><height>40</height></size>', object(`<name>dog</name>${bounds}`))
    const at = folderOf({
      'Annotations/cut.xml': sound.slice(0, -12),
      'Annotations/html.xml': '<html></html>',
      'Annotations/empty.xml': '',
      'Annotations/sound.xml': sound,
    })
    const { dataset, faults } = await reading('voc', { path: at })
    rmSync(at, { recursive: true })
    expect(dataset.images.map(({ file, objects }) => [file, objects.length])).toEqual([['sound.jpg', 1]])
    expect(faults.filter(({ severity }) => severity === 'fatal').map(({ issue }) => basename(issue.path[0] ?? ''))).toEqual(
      expect.arrayContaining(['cut.xml', 'html.xml', 'empty.xml']),
    )
  })
})

describe('XML', () => {
  it('has comments, instructions, CDATA, attributes and the predefined entities', () => {
    const { root, fault } = parseXml(
      `<?xml version="1.0"?><!-- <x> --><a b="1>2" c='3'>&lt;&amp;&#65;&#x42;&nbsp;<![CDATA[<d>&lt;]]><e/></a>`,
    )
    expect([root?.text, root?.children.map(({ name }) => name), fault]).toEqual(['<&AB&nbsp;<d>&lt;', ['e'], undefined])
  })
  it('ends where elements are nested deeper than annotations ever are', () => {
    expect(parseXml('<a>'.repeat(1e5)).fault?.message).toBe('elements are nested deeper than 64')
  })
})
