import { describe, expect, it } from 'vitest'
import { at, during, here, phaseHere, within } from '../../../dsl/core/scope.ts'
import { topological } from '../../../dsl/core/graph.ts'
import { conv2d, conv2dFilterOp } from '../../../dsl/ops/conv2d.ts'
import { input, parameter } from '../../../dsl/ops/leaf.ts'
import { square } from '../../../dsl/ops/square.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { centred } from '../../../dsl/ops/window.ts'
import { grad } from '../../../dsl/transform/grad.ts'

describe('a place', () => {
  it('is left as it was found, whatever happens within', () => {
    const seen = within('neck', () => during('auxiliary', () => within(['P4', 'lateral'], () => [here(), phaseHere()])))
    expect(seen).toEqual([['neck', 'P4', 'lateral'], ['auxiliary']])
    expect(() =>
      during('auxiliary', () => {
        throw new Error('internal: on purpose')
      }),
    ).toThrow('internal: on purpose')
    expect([here(), phaseHere()]).toEqual([[], []])
  })

  it('is exactly that of a tensor, not added to', () => {
    const x = within('a', () => during('b', () => input('x', [1])))
    expect(within('c', () => during('d', () => at(x, () => [here(), phaseHere()])))).toEqual([['a'], ['b']])
  })
})

describe('a gradient', () => {
  const w = parameter({ name: 'w', shape: [1, 1, 2, 3], init: { kind: 'constant', value: 1 }, trainable: true, decay: true })
  const lossIn = (phase: string) =>
    during(phase, () => total(square(within('neck', () => conv2d(input('x', [1, 4, 4, 2]), w, centred(1))))))

  it('stands where the node stands that it is derived from, in the phases of its call, of that node, and its own', () => {
    const loss = lossIn('auxiliary')
    const [dw] = during('perturbation', () => grad(loss, [w]))
    const adjoint = topological([dw]).find((x) => x.primitive.name === conv2dFilterOp.name)
    expect(adjoint?.scope).toEqual(['neck'])
    expect(adjoint?.phase).toEqual(['perturbation', 'auxiliary', 'gradient'])
  })
})
