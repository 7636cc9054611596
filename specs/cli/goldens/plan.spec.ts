import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { float64Checks, passes } from '../../../cli/goldens/agreement.ts'
import { checkTarget } from '../../../cli/goldens/check.ts'
import { goldens as command } from '../../../cli/goldens/command.ts'
import { type GoldenFile, type Goldens, readGoldens } from '../../../cli/goldens/folder.ts'
import { type Plan, planOf } from '../../../cli/goldens/plan.ts'
import type { Trial } from '../../../cli/goldens/trial.ts'
import { topological } from '../../../dsl/core/graph.ts'
import type { Issue } from '../../../dsl/core/issue.ts'
import { flatten } from '../../../dsl/core/procedure.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import type { Stored } from '../../../stdlib/checkpoint/safetensors.ts'
import { noGoldens } from '../../stdlib/goldens.ts'

const right = <A>(e: E.Either<unknown, A>): A => {
  if (E.isLeft(e)) throw new Error(JSON.stringify(e.left).slice(0, 400))
  return e.right
}
const issuesOf = (e: E.Either<readonly Issue[], unknown>): readonly string[] =>
  E.isLeft(e) ? e.left.map((i) => `${i.code} ${i.path.at(-1) ?? ''}`) : []

const files = ['smoothing', 'step', 'detections'] as const
const isInput = {
  smoothing: (name: string) => /\.(p|m|cotangent|(reduce|expand)\.(weight|bias))$/.test(name) && !name.includes('.d.'),
  step: (name: string) => /^(before\.|images$|boxes\.|labels\.)/.test(name),
  detections: () => false,
}

/** The same tensors, except those whose name is chosen. */
const withTensors = (file: GoldenFile, change: (name: string, stored: Stored) => readonly (readonly [string, Stored])[]): GoldenFile => ({
  ...file,
  tensors: new Map([...file.tensors].flatMap(([name, stored]) => change(name, stored))),
})
const noise = (s: Stored): Stored =>
  s.dtype === 'F32' || s.dtype === 'F64'
    ? s.dtype === 'F32'
      ? { ...s, data: s.data.map((v, i) => 3 - 2 * v + (i % 7)) }
      : { ...s, data: s.data.map((v, i) => 3 - 2 * v + (i % 7)) }
    : s.dtype === 'I32'
      ? { ...s, data: s.data.map((v) => v + 1) }
      : s
const spoil = (g: Goldens, spoilt: (file: (typeof files)[number], name: string) => boolean): Goldens => {
  const file = (key: (typeof files)[number]): GoldenFile =>
    withTensors(g[key], (name, stored) => [[name, spoilt(key, name) ? noise(stored) : stored]])
  return { ...g, smoothing: file('smoothing'), step: file('step'), detections: file('detections') }
}
const drop = (g: Goldens, key: (typeof files)[number], ...names: readonly string[]): Goldens => ({
  ...g,
  [key]: withTensors(g[key], (name, stored) => (names.includes(name) ? [] : [[name, stored]])),
})

/** What runs: graph, state and feeds, everything but the answers; as a digest, since it is large. */
const program = ({ procedure, state, feeds }: Trial): string => {
  const nodes = topological(Object.values(flatten(procedure)))
  const at = new Map(nodes.map((x, i) => [x, i]))
  const hash = createHash('sha256')
  for (const x of nodes) hash.update(JSON.stringify([x.primitive.name, x.params, x.shape, x.inputs.map((i) => at.get(i))]))
  for (const [name, values] of Object.entries({ ...state, ...feeds })) hash.update(name).update(Float64Array.from(values))
  return hash.digest('hex')
}
const trialsOf = (p: Plan): readonly Trial[] => [...p.smoothing, ...p.cases, p.inference]
const answersOf = (p: Plan) => [...p.smoothing.flatMap((t) => t.answers), ...p.cases.flatMap((c) => [...c.answers, ...c.after])]

describe.skipIf(noGoldens)('the goldens of ../shared', async () => {
  const given = noGoldens ? null : right(await readGoldens('../shared/goldens')())
  const goldens = given ?? { meta: null as never, smoothing: null as never, step: null as never, detections: null as never }
  const plan = noGoldens ? (null as never) : right(planOf(goldens))

  it('are all answered, each tensor by one line of its name', () => {
    const names = [...answersOf(plan), ...plan.truth].map((a) => a.name)
    const tensors = (['smoothing', 'step'] as const).flatMap((key) =>
      [...goldens[key].tensors.keys()].filter((name) => !isInput[key](name)),
    )
    const losses = Object.entries(goldens.meta.cases).flatMap(([c, { clean, aux }]) => [
      `${c}.total`,
      ...Object.keys(clean).map((m) => `${c}.clean.${m}`),
      ...Object.keys(aux).map((m) => `${c}.aux.${m}`),
    ])
    expect(names.toSorted()).toEqual([...tensors, ...losses].toSorted())
  })

  it('give nothing that runs but their inputs: with noise for every answer the same programs run on the same values', () => {
    const spoilt = right(planOf(spoil(goldens, (key, name) => !isInput[key](name))))
    expect(trialsOf(spoilt).map(program)).toEqual(trialsOf(plan).map(program))
  })

  it('fail the one line whose tensor is wrong, and no other', async () => {
    const wrong = [
      'mask.overlap.1',
      'target.1',
      'baseline.grad.backbone.body.conv1.weight',
      'hbs.s64.keq4.release.d.reduce.bias',
      'boxes.1',
      'scores.0',
    ]
    // One small case stands for all: the others differ by their options alone.
    const small = (p: Plan): Plan => ({ ...p, cases: p.cases.filter((c) => c.name === 'baseline') })
    const spoilt = small(right(planOf(spoil(goldens, (key, name) => wrong.includes(name) && !isInput[key](name)))))
    const { checks } = right(
      await checkTarget(spoilt)({ target: reference, judge: float64Checks, detections: { boxes: 1e-7, scores: 1e-9 } })(),
    )
    const failed = checks.filter((c) => !passes(c)).map((c) => c.name.replace('detections.', ''))
    expect(failed.toSorted()).toEqual(wrong.toSorted())
    expect(checks.length).toBeGreaterThan(150)
  })

  it('are refused with everything that is missing, from every file at once', () => {
    const gone = drop(
      drop(drop(goldens, 'smoothing', 'hbs.s8.k3.y'), 'step', 'P.3', 'before.head.regression_head.bbox_reg.bias'),
      'detections',
      'labels.1',
    )
    const found = issuesOf(planOf(gone))
    for (const name of ['hbs.s8.k3.y', 'P.3', 'before.head.regression_head.bbox_reg.bias', 'labels.1'])
      expect(found).toContain(`goldens: missing ${name}`)
  })

  it('are refused where a shape is not what the graph gives', () => {
    const flat = (key: (typeof files)[number], wanted: string): Goldens => ({
      ...goldens,
      [key]: withTensors(goldens[key], (name, s) => [[name, name === wanted ? { ...s, shape: [s.data.length] } : s]]),
    })
    for (const [key, name] of [
      ['step', 'set.PE.2'],
      ['step', 'images'],
      ['step', 'boxes.0'],
      ['smoothing', 'hbs.s4.keq4.m'],
      ['detections', 'boxes.0'],
    ] as const)
      expect(issuesOf(planOf(flat(key, name)))).toContain(`goldens: shape ${name}`)
  })

  it('are refused where a label is no class, or the strides are not the network’s', () => {
    const labels = withTensors(goldens.step, (name, s) => [[name, name === 'labels.0' ? noise(noise(noise(noise(noise(s))))) : s]])
    expect(issuesOf(planOf({ ...goldens, step: labels }))).toContain('goldens: labels labels.0')
    expect(issuesOf(planOf({ ...goldens, meta: { ...goldens.meta, strides: [4, 8, 16, 32, 64] } }))).toContain('goldens: strides ')
  })
})

describe('goldens', () => {
  const run = async (...args: readonly string[]) => {
    const written: string[] = []
    const outcome = await command(args, (text) => written.push(text))()
    return { outcome, text: written.join('') }
  }

  it('says how it is called, with an example', async () => {
    const { outcome, text } = await run('--help')
    expect(outcome).toEqual(E.right(0))
    expect(text).toContain('npm run -s goldens -- ')
  })

  it('refuses a folder that is not there', async () => {
    const { outcome } = await run('/nowhere')
    expect(E.isLeft(outcome) ? outcome.left.map((i) => [i.code, i.path[0]]) : []).toEqual([['file: missing', '/nowhere']])
  })

  it('refuses what it does not know', async () => {
    expect(issuesOf((await run('--fast')).outcome)).toHaveLength(1)
    expect(issuesOf((await run('a', 'b')).outcome)).toHaveLength(1)
  })
})
