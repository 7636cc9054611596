import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pipelineRows } from '../../bench/pipeline/rows.ts'
import { pythonHas, python } from '../../bench/places.ts'
import { inTurn } from '../../bench/turns.ts'
import type { Subject } from '../../bench/subjects.ts'
import { disagreement } from '../../bench/agreement.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'fovea-pictures-'))
beforeAll(async () => {
  for (let n = 0; n < 4; n++) {
    const data = Buffer.from(Uint8Array.from({ length: 30 * 20 * 3 }, (_, i) => (i * (n + 3)) % 251))
    await sharp(data, { raw: { width: 30, height: 20, channels: 3 } })
      .png()
      .toFile(join(folder, `${String(n)}.png`))
  }
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const args = [folder, '16', '2', '2', '1']
const ours: Subject = {
  name: 'fovea',
  command: [process.execPath, '--import', 'tsx', join(root, 'bench/pipeline/subject.ts'), ...args],
  needs: [],
  missing: null,
}
const peer = (mode: string): Subject => ({
  name: mode,
  command: [python(), join(root, 'bench/peers/dataloader.py'), '--mode', mode, ...args],
  needs: [],
  missing: null,
})

describe('the rows of the input pipeline', () => {
  it('are told apart by their names, which --only chooses by', () => {
    const names = pipelineRows.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toContain('input pipeline')
  })

  it('have a subject that computes the same of every epoch', async () => {
    const { measured, issues } = await inTurn([ours], 1, () => undefined)
    expect(issues).toEqual([])
    const [[first = NaN] = [], [second = NaN] = []] = measured[0]?.computed ?? []
    expect(Math.abs(first)).toBeGreaterThan(1e-3)
    expect(second).toBeCloseTo(first, 10)
  })

  it.skipIf(!pythonHas('torch') || !pythonHas('torchvision'))('have peers that compute what ours does', async () => {
    const { measured, issues } = await inTurn([ours, peer('pil'), peer('tensor')], 1, () => undefined)
    expect(issues).toEqual([])
    const [own, ...peers] = measured
    if (own === undefined) expect.fail('ours ran')
    expect(peers).toHaveLength(2)
    // Pillow's pixels are ours to the byte; torchvision rounds its weights to fewer bits.
    peers.forEach((p) => {
      expect(disagreement(own, p, p.name === 'pil' ? 1e-5 : 0.01)).toBeNull()
    })
  })
})
