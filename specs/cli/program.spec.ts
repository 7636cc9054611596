import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { run, type Actions } from '../../cli/program.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'

interface Called {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly calls: readonly unknown[]
}

const called = async (...args: readonly string[]): Promise<Called> => {
  const got = { out: '', err: '', calls: [] as unknown[] }
  const action =
    (name: string) =>
    (...of: readonly unknown[]): TE.TaskEither<NonEmptyArray<Issue>, number> => {
      got.calls.push([name, ...of])
      return name === 'explain' ? TE.left([issue('a: b', 'c', 'd')]) : TE.right(name === 'train' ? 130 : 0)
    }
  const actions: Actions = {
    train: action('train'),
    evaluate: action('evaluate'),
    detect: action('detect'),
    explain: action('explain'),
    doctor: action('doctor'),
    export: action('export'),
    data: {
      check: action('data check'),
      convert: action('data convert'),
      inspect: action('data inspect'),
      coverage: action('data coverage'),
      shard: action('data shard'),
    },
  }
  const io = {
    out: (text: string) => (got.out += text),
    err: (text: string) => (got.err += text),
    paper: () => ({ columns: Infinity, colour: false }),
  }
  return { code: await run(args, actions, io), ...got }
}
const refused = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err, calls } = await called(...args)
  expect([code, out, calls]).toEqual([1, '', []])
  return err
}

describe('a command line', () => {
  it('gives each command its options', async () => {
    expect((await called('train', 'a.ts', '--seed', '3', '--steps=5', '--plain', '--only', 'x', '--data', 'd')).calls).toEqual(
      [['train', 'a.ts', { out: 'runs', seed: '3', steps: '5', plain: true, only: 'x', data: 'd' }]].map(
        (call) => expect.arrayContaining(call) as unknown,
      ),
    )
    expect((await called('evaluate', '--ground-truth', 'g', '--detections', 'd', '--protocol', 'coco', '--json')).calls[0]).toMatchObject([
      'evaluate',
      { groundTruth: 'g', detections: 'd', protocol: 'coco', json: true },
    ])
    expect((await called('export', '--web', 'r', 'd')).calls[0]).toMatchObject(['export', 'r', 'd', { web: true }])
    expect((await called('detect', '--run', 'r', '--images', 'a', 'b', '--json', 'j', '--draw', 'w')).calls[0]).toMatchObject([
      'detect',
      { run: 'r', images: ['a', 'b'], json: 'j', draw: 'w' },
    ])
  })
  it('ends with the exit code of its command', async () => {
    expect((await called('train', 'a.ts')).code).toBe(130)
  })
  it('ends with 1 and the issues on standard error where the command has issues', async () => {
    expect(await called('explain', 'a.ts')).toMatchObject({ code: 1, out: '', err: 'a: b: c\n  try  d\n' })
  })
  it('has help with an example for every command', async () => {
    for (const command of ['train', 'evaluate', 'detect', 'export', 'explain']) {
      const { code, out, err } = await called(command, '--help')
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain(`Example:\n  npm run -s fovea -- ${command} `)
    }
    expect((await called('--help')).out).toContain('Example:')
  })
  it('without a command shows the help, as an error', async () => {
    expect(await called()).toMatchObject({ code: 1, out: '' })
    expect((await called()).err).toContain('Usage: fovea')
  })
  it('with an unknown command or option names the nearest', async () => {
    expect(await refused('trian', 'x')).toBe('command line: unknown command: there is no command `trian`\n  try  did you mean `train`?\n')
    expect(await refused('train', 'x', '--sed=3')).toBe(
      'command line: unknown option: there is no option `--sed`\n  at   train\n  try  did you mean `--seed`?\n',
    )
  })
  it('with a misspelt option that is needed names the misspelling, not the need', async () => {
    expect(await refused('evaluate', '--ground-truth', 'g', '--detections', 'd', '--protocl', 'coco')).toContain('`--protocl`')
  })
  it('that misses an option, a value or an argument says which', async () => {
    expect(await refused('detect', '--run', 'r')).toContain('missing option: `--images <PATH...>` is needed')
    expect(await refused('train', 'x', '--seed')).toContain('missing value: `--seed <N>` needs a value')
    expect(await refused('train')).toContain('missing argument: FILE is needed')
    expect(await refused('export', 'r', 'd')).toContain('missing option: `--web` is needed')
    expect(await refused('train', 'x', 'y')).toContain('too many arguments')
  })
})
