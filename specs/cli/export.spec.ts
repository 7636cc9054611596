import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTrained } from '../../cli/detection/trained.ts'
import { exportRun } from '../../cli/export.ts'
import { pageFiles } from '../../cli/export/page.ts'
import { modelOf } from '../../cli/export/plans.ts'
import { trainedRun } from './training/run.ts'
import { tiny } from './training/tiny.ts'

const folder = mkdtempSync(join(tmpdir(), 'fovea-export-'))
const run = join(folder, 'run')
beforeAll(() => trainedRun(run, tiny()))
afterAll(() => rmSync(folder, { recursive: true }))

const exported = async (to: string): Promise<E.Either<readonly string[], string>> => {
  const got = { out: '' }
  const result = await exportRun({ out: (text) => (got.out += text), warn: () => undefined })(run, to)()
  return E.isLeft(result) ? E.left(result.left.map(({ code }) => code)) : E.right(got.out)
}

const model = async () => {
  const trained = await readTrained(run)()
  const made = E.isRight(trained) ? modelOf(trained.right) : expect.fail('no run')
  return E.isRight(made) ? made.right : expect.fail('no model')
}

describe('export --web', () => {
  it('writes a page of a few files, and writes it anew', async () => {
    const site = join(folder, 'new', 'site')
    expect(await exported(site)).toEqual(
      E.right(expect.stringMatching(/index\.html: open it in a browser, no server is needed \(\d+\.\d MiB\)\n$/)),
    )
    const files = ['index.html', 'model.js', 'page.js', 'wasm.js', 'weights-1.js']
    expect(readdirSync(site).sort()).toEqual(files)
    writeFileSync(join(site, 'page.js'), 'damaged')
    expect(E.isRight(await exported(site))).toBe(true)
    expect(readFileSync(join(site, 'page.js'), 'utf8').length).toBeGreaterThan(10_000)
    const html = readFileSync(join(site, 'index.html'), 'utf8')
    expect([...html.matchAll(/src="(.*?)"/g)].map((m) => m[1])).toEqual(['model.js', 'weights-1.js', 'wasm.js', 'page.js'])
  })

  it('writes into no folder that holds other things, nor into a file', async () => {
    const mine = join(folder, 'mine')
    mkdirSync(mine)
    writeFileSync(join(mine, 'thesis.tex'), '')
    expect(await exported(mine)).toEqual(E.left(['export: output']))
    expect(await exported(join(mine, 'thesis.tex'))).toEqual(E.left(['export: output']))
    expect(readdirSync(mine)).toEqual(['thesis.tex'])
  })

  it('tells all of the model as JSON', async () => {
    const { model: told } = await model()
    expect(JSON.parse(JSON.stringify(told))).toEqual(told)
  })

  it('says nothing of training: no optimiser, no step that updates', async () => {
    const { model: told } = await model()
    for (const { plan, kept } of Object.values(told.plans)) {
      expect(plan.updates).toEqual({})
      expect(kept.filter(({ name }) => name.startsWith('optimiser.'))).toEqual([])
    }
  })
})

describe('the weights of a page', () => {
  it('come in parts that can be decoded alone, and are the parameters bit for bit', async () => {
    const { model: told } = await model()
    const length = 7_000_001
    const values = { w: Float32Array.from({ length }, (_, i) => Math.fround(1 / (i + 1))) }
    const page = { html: '<!-- scripts -->', script: '', wasm: Uint8Array.of(), values }
    const files = pageFiles({ ...page, model: { ...told, weights: [{ name: 'w', length }] } })
    const parts = files.flatMap(([name, bytes]) => {
      const base64 = name.startsWith('weights-') ? /'(.*)'/.exec(new TextDecoder().decode(bytes))?.[1] : undefined
      return base64 === undefined ? [] : [Buffer.from(base64, 'base64')]
    })
    expect(parts.length).toBe(3)
    // A browser that takes URLs of up to 32 MiB takes each as one.
    expect(Math.max(...parts.map((part) => (part.length * 4) / 3))).toBeLessThan(2 ** 25)
    expect(Buffer.concat(parts).equals(Buffer.from(values.w.buffer))).toBe(true)
    expect(parts.slice(0, -1).map((part) => part.length % 12)).toEqual([0, 0])
  })
})
