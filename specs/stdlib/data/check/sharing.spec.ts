import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sharingFindings, type Split } from '../../../../stdlib/data/check/sharing.ts'
import { files, noise } from './folder.ts'
import { probed, set } from './probed.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-check-'))
afterAll(() => rmSync(root, { recursive: true }))

const split = async (name: string, names: readonly string[]): Promise<Split> => {
  const dataset = set(root, name, names)
  return { name, dataset, probes: await probed(dataset) }
}

describe('splits that share pictures', () => {
  it('are found by content under any name, at the split that gives way', async () => {
    await files(root, {
      'train/1.png': noise(1).png().toBuffer(),
      'train/2.png': noise(2).png().toBuffer(),
      'train/3.png': noise(3).png().toBuffer(),
      'valid/1.png': noise(4).png().toBuffer(),
      'valid/x.png': noise(2).png().toBuffer(),
      'test/anew.webp': noise(3).webp({ lossless: true }).toBuffer(),
      'test/other.png': noise(2).png({ compressionLevel: 0 }).toBuffer(),
    })
    const [train, valid, test] = await Promise.all([
      split('train', ['1.png', '2.png', '3.png']),
      split('valid', ['1.png', 'x.png']),
      split('test', ['anew.webp', 'other.png']),
    ])
    const where = (splits: readonly Split[]) =>
      sharingFindings(splits).map((found) => [...found].map(({ check, place, issue }) => [check, place.image, issue.evidence[0]?.[1]]))
    expect(where([train, valid, test])).toEqual([
      [
        ['picture in two splits', 1, 'test.json / other.png'],
        ['picture in two splits', 2, 'test.json / anew.webp'],
      ],
      [['picture in two splits', 1, 'test.json / other.png']],
      [],
    ])
    expect(where([test, train])).toEqual([[], where([train, test])[0]])
    expect(where([train, { ...valid, name: 'train2' }])).toEqual([[], [['picture in two splits', 1, 'train.json / 2.png']]])
    expect([...(sharingFindings([train, valid])[0] ?? [])][0]?.issue.evidence[1]?.[1]).toBe('a copy, byte for byte')
    expect([...(sharingFindings([train, test])[0] ?? [])][0]?.issue.evidence[1]?.[1]).toBe('the same pixels, stored in another way')
  })
  it('and one split that has a picture twice are two defects; one file that is listed twice is another', async () => {
    await files(root, {
      'twice/a.png': noise(1).png().toBuffer(),
      'twice/b.png': noise(1).png().toBuffer(),
    })
    const found = sharingFindings([await split('twice', ['a.png', 'b.png', 'a.png'])])
    expect(found.flatMap((some) => [...some]).map(({ check, place }) => [check, place.image])).toEqual([['picture twice in a split', 1]])
  })
  it('without decoding are found where they name one file', async () => {
    const dataset = set(root, 'train', ['1.png', '2.png'])
    const other = set(root, 'train', ['2.png'])
    const [a, b] = await Promise.all([probed(dataset, 'present'), probed(other, 'present')])
    const found = sharingFindings([
      { name: 'a', dataset, probes: a },
      { name: 'b', dataset: other, probes: b },
    ])
    expect(found.map((f) => [...f].map(({ place, issue }) => [place.image, issue.evidence[1]?.[1]]))).toEqual([[], [[0, 'the same file']]])
  })
})
