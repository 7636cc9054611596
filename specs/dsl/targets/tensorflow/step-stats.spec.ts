import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { describe, expect, it } from 'vitest'
import { input } from '../../../../dsl/ops/leaf.ts'
import { relu } from '../../../../dsl/ops/relu.ts'
import { kernelOf, nodeStatsOf } from '../../../../dsl/targets/tensorflow/step-stats.ts'
import { callsOf, purposeIn } from '../../../../dsl/targets/tensorflow/timing.ts'

type Message = (w: BinaryWriter) => BinaryWriter
const nested = (w: BinaryWriter, field: number, message: Message): BinaryWriter =>
  message(w.tag(field, WireType.LengthDelimited).fork()).join()
const integers = (w: BinaryWriter, values: Readonly<Record<number, number>>): BinaryWriter =>
  Object.entries(values).reduce((to, [field, value]) => to.tag(Number(field), WireType.Varint).int64(value), w)
const node =
  (name: string, label: string, times: Readonly<Record<number, number>>): Message =>
  (w) =>
    // A field that is not read, in between: the memory that was allocated.
    integers(
      nested(w.tag(1, WireType.LengthDelimited).string(name), 6, (m) => m.tag(1, WireType.LengthDelimited).string('cpu')),
      times,
    )
      .tag(8, WireType.LengthDelimited)
      .string(label)
/** RunMetadata of one device, whose name comes behind its nodes, between two other fields. */
const metadata = (...nodes: readonly Message[]): Uint8Array =>
  nested(
    nested(new BinaryWriter(), 2, (w) => w.tag(1, WireType.Varint).int64(7)),
    1,
    (stats) =>
      nested(stats, 1, (device) =>
        nodes
          .reduce((w, n) => nested(w, 2, n), device)
          .tag(1, WireType.LengthDelimited)
          .string('/device:CPU:0'),
      ),
  )
    .tag(9, WireType.Varint)
    .int64(1)
    .finish()

describe('the account of a run', () => {
  const nanos = node('b/Relu', 'b/Relu = _MklRelu(a)', { 2: 1, 3: 0, 4: 99, 13: 5_000, 14: 200, 15: 1_700, 16: 1_900 })
  const micros = node('a', 'a', { 2: 3, 3: 1, 4: 4, 5: 5 })

  it('is read node by node, in nanoseconds where it has them, whatever else stands there', () => {
    expect(nodeStatsOf(metadata(nanos, micros))).toEqual([
      { device: '/device:CPU:0', node: 'b/Relu', kernel: '_MklRelu', start: 5_200, duration: 1_500 },
      { device: '/device:CPU:0', node: 'a', kernel: null, start: 4_000, duration: 3_000 },
    ])
    expect(nodeStatsOf(new Uint8Array())).toEqual([])
    expect(kernelOf('a/b = Send[T=1](x)')).toBe('Send[T=1]')
  })

  it('becomes calls in the order in which they began, each of the nodes that it computes', () => {
    const y = relu(input('x', [2]))
    const graph = { nodes: [{ name: 'a', op: 'Placeholder', inputs: [], attrs: {} }], computed: new Map([['b/Relu', [y] as [typeof y]]]) }
    expect(callsOf(graph, [metadata(nanos, micros)])).toEqual([
      { of: 'transfer', kernel: 'Placeholder', name: 'a', milliseconds: 0.003 },
      { of: [y], kernel: '_MklRelu', name: 'b/Relu', milliseconds: 0.0015 },
    ])
  })

  it('is of what TensorFlow derives from a node, of feeding and fetching, and else of nothing that is known', () => {
    const y = relu(input('x', [2]))
    const purpose = purposeIn({
      nodes: [{ name: 'read/w', op: 'ReadVariableOp', inputs: [], attrs: {} }],
      computed: new Map([['y', [y] as [typeof y]]]),
    })
    expect(['y', 'y__cf__12', 'read/w', '_arg_feed/x_0_0', '_retval_y_0_0', 'y/other'].map(purpose)).toEqual([
      ...[[y], [y], 'transfer', 'transfer', 'transfer', 'unknown'],
    ])
  })
})
