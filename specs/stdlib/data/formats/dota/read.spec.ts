import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDota } from '../../../../../stdlib/data/formats/dota/read.ts'
import { folderOf, parsed, reading } from '../reading.ts'

const line = '825 2336 833 2344 785 2382 778 2372 large-vehicle 0'

describe('a line of DOTA', () => {
  it('keeps its corners, and has the box around them', () => {
    expect(parsed(parseDota, `imagesource:GoogleEarth\r\ngsd:0.28\r\n${line}\r\n`)).toEqual({
      objects: [
        {
          name: 'large-vehicle',
          corners: [825, 2336, 833, 2344, 785, 2382, 778, 2372],
          box: [778, 2336, 833, 2382],
          crowd: false,
          ignored: false,
          attributes: { difficult: 0 },
          record: 3,
        },
      ],
      faults: [],
    })
  })
  it('needs no header, may have a name of two words, and no difficulty', () => {
    const { objects } = parsed(parseDota, '0 0 1 0 1 1 0 1 sea lion 2\n0 0 1 0 1 1 0 1 ship\ngsd:null\n0 0 1 0 1 1 0 1 3 1')
    expect(objects.map(({ name, ignored, attributes }) => [name, ignored, attributes?.difficult])).toEqual([
      ['sea lion', true, 2],
      ['ship', false, undefined],
      ['3', true, 1],
    ])
  })
  it.each(['0 0 1 0 1 1 0 ship 0', '0 0 1 0 1 1 0 1', '0 0 1 0 1 1 0 x1 ship 0', '0,0,1,0,1,1,0,1,ship,0', '0 0 1 0 1 1 0 1e400 ship 0'])(
    '%s is a fatal fault, and the lines around it are read',
    (wrong) => {
      const { objects, faults } = parsed(parseDota, `${line}\n${wrong}\n${line}`)
      expect([objects.map(({ record }) => record), faults]).toEqual([[1, 3], ['fatal data: wrong line 2']])
    },
  )
})

describe('the classes of DOTA', () => {
  const classesOf = async (format: 'dota' | 'dota-v1', names: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const at = folderOf({ 'labelTxt/a.txt': names.map((name) => `0 0 1 0 1 1 0 1 ${name} 0\n`).join(''), ...more })
    const { dataset, faults } = await reading(format, { path: at })
    rmSync(at, { recursive: true })
    return {
      names: dataset.classes.map(({ name }) => name),
      found: dataset.images[0]?.objects.length,
      codes: faults.map((f) => f.issue.code),
    }
  }
  it('are its 18 and others after them; where none of the 18 is met, the others alone', async () => {
    expect((await classesOf('dota', ['ship', 'zebra', 'ant'])).names.slice(15)).toEqual([
      'container-crane',
      'airport',
      'helipad',
      'ant',
      'zebra',
    ])
    expect((await classesOf('dota', ['zebra', 'ant'])).names).toEqual(['ant', 'zebra'])
  })
  it('are those of classes.txt beside the labels', async () => {
    expect((await classesOf('dota', ['ant'], { 'classes.txt': 'zebra\nant\n' })).names).toEqual(['zebra', 'ant'])
  })
  it('of a version are all there are: objects of others are faults, and left out', async () => {
    expect(await classesOf('dota-v1', ['ship', 'helipad'])).toMatchObject({
      names: { length: 15 },
      found: 1,
      codes: ['data: unknown class'],
    })
  })
})
