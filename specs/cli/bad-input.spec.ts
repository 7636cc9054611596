import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check } from '../../cli/data/check.ts'
import { convert } from '../../cli/data/convert.ts'
import { coverage } from '../../cli/data/coverage.ts'
import { inspect } from '../../cli/data/inspect.ts'
import { detect } from '../../cli/detect.ts'
import { evaluateFiles } from '../../cli/evaluate.ts'
import { doctor } from '../../cli/doctor.ts'
import { exportRun } from '../../cli/export.ts'
import { explain } from '../../cli/explain.ts'
import { shard } from '../../cli/data/shard.ts'
import { run, type Actions, type Io } from '../../cli/program.ts'
import { trainHere } from '../../cli/train-world.ts'
import { tiny } from './training/tiny.ts'

let at = ''
beforeAll(() => {
  at = mkdtempSync(join(tmpdir(), 'fovea-bad-'))
  mkdirSync(join(at, 'empty'))
  const write = (name: string, text: string): void => {
    writeFileSync(join(at, name), text)
  }
  const e = tiny()
  write('good.json', JSON.stringify(e))
  write('cut.json', JSON.stringify(e).slice(0, 200))
  write('void.json', '')
  write('misspelt.json', JSON.stringify({ ...e, training: { ...e.training, momntum: 1, batch: undefined, bacth: 2 } }))
  write('wrong.json', JSON.stringify([e, { ...e, seed: -1, detector: { ...e.detector, kind: 'fcso' } }]))
  write('nothing.ts', 'export const x = 1\n')
  write('syntax.ts', 'export const experiments = [\n')
  write('throws.ts', 'throw new Error("by hand")\n')
  write('truth.json', JSON.stringify({ images: [], annotations: [], categories: [] }))
  write('no-picture.png', 'text')
})
afterAll(() => {
  rmSync(at, { recursive: true })
})

/** What the program does with arguments; `~` stands for the folder of the files above. */
const said = async (line: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
  const got = { out: '', err: '' }
  const io: Io = { out: (text) => (got.out += text), err: (text) => (got.err += text), paper: () => ({ columns: Infinity, colour: false }) }
  const actions: Actions = {
    train: trainHere,
    evaluate: (options) =>
      pipe(
        evaluateFiles(options),
        TE.map(() => 0),
      ),
    detect: detect({ ...io, warn: () => undefined, live: false, now: () => 0 }),
    explain: explain(io),
    doctor: doctor(io),
    export: exportRun({ ...io, warn: () => undefined }),
    data: {
      check: check({ ...io, show: () => Promise.resolve(), live: false, now: () => 0 }),
      convert: convert({ ...io, warn: () => undefined }),
      inspect: inspect({ ...io, warn: () => undefined }),
      coverage: coverage({ ...io, warn: () => undefined, live: false, now: () => 0 }),
      shard: shard({ ...io, warn: () => undefined, live: false, now: () => 0 }),
    },
  }
  const code = await run(line.replaceAll('~', at).split(' '), actions, io)
  return { code, ...got }
}

const cases: readonly (readonly [line: string, says: string])[] = [
  ...(['train', 'explain'] as const).flatMap((command): readonly (readonly [string, string])[] => [
    [`${command} ~/none.json`, 'file: missing'],
    [`${command} ~/none.ts`, 'file: missing'],
    [`${command} ~/empty`, 'file: folder'],
    [`${command} ~/cut.json`, 'json: malformed'],
    [`${command} ~/void.json`, 'json: empty'],
    [`${command} ~/misspelt.json`, 'did you mean `batch`?'],
    [`${command} ~/wrong.json`, 'did you mean `fcos`?'],
    [`${command} ~/nothing.ts`, 'experiments: none'],
    [`${command} ~/syntax.ts`, 'experiments: code'],
    [`${command} ~/throws.ts`, 'by hand'],
  ]),
  ['train ~/good.json --only tny', 'did you mean `tiny`?'],
  ['train ~/good.json --steps ten', 'takes a whole number'],
  ['train ~/good.json --data ~/empty', 'train: no splits'],
  ['explain ~/good.json --print-after leaglise', 'did you mean `legalise`?'],
  ['data shard ~/none.json --out ~/shards', 'file: missing'],
  ['data shard ~/truth.json --out ~/shards --size 5x', 'takes a size'],
  ['data shard ~/truth.json --out ~/empty/../good.json', 'output: something is there'],
  ['evaluate --ground-truth ~/none.json --detections ~/void.json --protocol cooc', 'did you mean `coco`?'],
  ['evaluate --ground-truth ~/cut.json --detections ~/truth.json --protocol coco', 'are the two files swapped?'],
  ['detect --run ~/none --images ~/no-picture.png', 'file: missing'],
  ['detect --run ~/empty --images ~/no-picture.png', 'run: no run folder'],
  ['detect --run ~/good.json --images ~/none.png', 'file: missing'],
  ['export --web ~/none ~/page', 'file: missing'],
  ['export --web ~/empty ~/page', 'run: no run folder'],
]

describe('bad input', () => {
  it.each(cases)('%s is drawn as issues, with exit code 1', async (line, says) => {
    const { code, out, err } = await said(line)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(says)
    expect(err).toMatch(/^ {2}try +\S/m)
    expect(err).not.toMatch(/^\s+at .*:\d+:\d+\)?$|node:internal|internal:/m)
  })
  it('has all its faults told at once', async () => {
    const { err } = await said('explain ~/misspelt.json')
    expect(err).toContain('momntum')
    expect(err).toContain('bacth')
    const evaluated = await said('evaluate --ground-truth ~/none.json --detections ~/void.json --protocol cooc')
    for (const told of ['file: missing', 'json: empty', 'evaluate: protocol']) expect(evaluated.err).toContain(told)
  })
})
