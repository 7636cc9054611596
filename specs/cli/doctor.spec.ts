import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { doctor, doctorTable } from '../../cli/doctor.ts'
import { convolutionProgram, measured } from '../../cli/setup/convolution.ts'
import type { Session, Values } from '../../dsl/targets/session.ts'
import { reference } from '../../dsl/targets/reference/target.ts'

const works = { target: 'tfjs:wasm', works: true, gflops: 20, says: 'it needs no set-up', mend: null }
const missing = { target: 'tensorflow', works: false, gflops: null, says: 'it is not there', mend: 'set it up' }

describe('the doctor', () => {
  it('tells each target, what would mend it, and which one computes', () => {
    expect(doctorTable([missing, works], 'tfjs:wasm').split('\n')).toEqual([
      'target      works  GFLOP/s',
      'tensorflow  no           –  it is not there',
      'tfjs:wasm   yes       20.0  it needs no set-up',
      '',
      'tensorflow: set it up',
      'Without --target, tfjs:wasm computes.',
      '',
    ])
  })

  it('measures what is here', async () => {
    const said: string[] = []
    await doctor({ out: (text) => said.push(text) })({ json: true })()
    const Told = t.type({ targets: t.array(t.type({ target: t.string, works: t.boolean, gflops: t.union([t.number, t.null]) })) })
    const told = Told.decode(JSON.parse(said.join('')))
    const wasm = E.isRight(told) ? told.right.targets.find(({ target }) => target === 'tfjs:wasm') : undefined
    expect([wasm?.works, (wasm?.gflops ?? 0) > 0]).toEqual([true, true])
  })
})

describe('a measured convolution', () => {
  const size = { side: 4, channels: 8 }
  const program = convolutionProgram(reference.table, size)
  const open = async (wrong: number): Promise<E.Either<unknown, number>> => {
    const session = await reference.open(program, {})()
    if (E.isLeft(session)) return session
    const run: Session['run'] = (feeds) =>
      pipe(
        session.right.run(feeds),
        TE.map((values): Values => ({ middle: Array.from(values['middle'] ?? [], (v) => v + wrong) })),
      )
    return measured(program, () => TE.right({ ...session.right, run }), size)()
  }

  it('has a speed where its numbers are right, and is an issue where they are not', async () => {
    expect(await open(0)).toMatchObject({ _tag: 'Right' })
    expect(await open(1)).toMatchObject(E.left({ message: 'a convolution of whole numbers is exact, but it is not' }))
  })
})
