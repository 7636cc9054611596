import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as t from 'io-ts'
import { python } from '../places.ts'
import { crowdedCase } from './cases.ts'
import { apart, measured, tried } from './measure.ts'

// `npm run parity [-- --cases N] [--seed N] [--write FILE]`: random crowded cases, measured here and by references.py, which needs pycocotools
// (`npm run bench:setup`, or another Python named by FOVEA_BENCH_PYTHON). --write keeps cases and the references' answers for a spec.

const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' }, write: { type: 'string' } } })
const count = Number(values.cases ?? 300)
const seed = Number(values.seed ?? 1)
const cases = Array.from({ length: count }, (_, i) => crowdedCase(seed * 1_000_000 + i))
const asked = cases.flatMap((of, i) =>
  tried.flatMap(({ protocol, limits }) => limits.map((l) => ({ case: of, at: i, protocol, limits: l }))),
)

const reference = spawnSync(python(), [join(import.meta.dirname, 'references.py')], {
  input: JSON.stringify(
    asked.map(({ case: of, protocol, limits }) => ({ case: of, protocol, limits: limits.map((n) => (n === Infinity ? 1e9 : n)) })),
  ),
  maxBuffer: 2 ** 30,
  encoding: 'utf8',
})
if (reference.status !== 0) {
  process.stderr.write(
    `parity: the references did not run; \`npm run bench:setup\` installs what they need\n${reference.error?.message ?? reference.stderr}\n`,
  )
  process.exit(1)
}
const Answers = t.readonlyArray(t.record(t.string, t.union([t.number, t.null])))
const read: unknown = JSON.parse(reference.stdout)
if (!Answers.is(read)) throw new Error('internal: references.py gave no list of summaries')
const answers = read
const results = asked.map((a, i) => ({
  ...a,
  answer: answers[i] ?? {},
  difference: apart(measured(a.protocol, a.limits, a.case), answers[i] ?? {}),
}))
for (const { protocol, limits } of tried) {
  for (const l of limits) {
    const own = results.filter((r) => r.protocol === protocol && r.limits.join() === l.join())
    const worst = own.reduce((most, r) => Math.max(most, r.difference), 0)
    const off = own.filter(({ difference }) => !(difference <= 1e-9))
    process.stdout.write(
      `${protocol.padEnd(21)} ${l.join(',').padEnd(14)} ${String(own.length)} cases, apart by at most ${worst.toExponential(1)}${off.length > 0 ? `, ${String(off.length)} by more than 1e-9, first seed ${String(off[0]?.at)}` : ''}\n`,
    )
  }
}
if (values.write !== undefined) {
  const kept = cases.map((of, i) => ({
    ...of,
    answers: results
      .filter((r) => r.at === i)
      .map(({ protocol, limits, answer }) => ({ protocol, limits: limits.map((n) => (n === Infinity ? null : n)), summary: answer })),
  }))
  writeFileSync(values.write, `[\n${kept.map((k) => JSON.stringify(k)).join(',\n')}\n]\n`)
}
process.exit(results.every(({ difference }) => difference <= 1e-9) ? 0 : 1)
