import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Shape } from '../../core/tensor.ts'
import { type Attribute, dataTypes, type NodeDef, type Port, type Signature, type TensorValue } from './graph-def.ts'

// The few messages of TensorFlow that a SavedModel is made of, field by field: tensorflow/core/protobuf/{saved_model,meta_graph}.proto and
// tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape}.proto.

type Message = (w: BinaryWriter) => BinaryWriter

const nested = (w: BinaryWriter, field: number, message: Message): BinaryWriter =>
  message(w.tag(field, WireType.LengthDelimited).fork()).join()

/** A protobuf map is a repeated message of key and value. */
const entries = <A>(w: BinaryWriter, field: number, map: Readonly<Record<string, A>>, value: (a: A) => Message): BinaryWriter =>
  Object.entries(map).reduce(
    (to, [key, a]) => nested(to, field, (entry) => nested(entry.tag(1, WireType.LengthDelimited).string(key), 2, value(a))),
    w,
  )

const shapeMessage =
  (shape: Shape | null): Message =>
  (w) =>
    shape === null
      ? w.tag(3, WireType.Varint).bool(true)
      : shape.reduce((to, extent) => nested(to, 2, (dim) => dim.tag(1, WireType.Varint).int64(extent)), w)

const contents = ({ type, values }: TensorValue): Uint8Array => {
  const list = typeof values === 'number' ? [values] : values
  const numbers = type === 'float' ? Float32Array.from(list) : Int32Array.from(list)
  return new Uint8Array(numbers.buffer)
}

/** TensorFlow repeats the last of the listed values, so that one number fills a shape. */
const tensorMessage =
  (t: TensorValue): Message =>
  (w) => {
    const typed = nested(w.tag(1, WireType.Varint).int32(dataTypes[t.type]), 2, shapeMessage(t.shape))
    if (typeof t.values !== 'number') return typed.tag(4, WireType.LengthDelimited).bytes(contents(t))
    return t.type === 'float' ? typed.tag(5, WireType.Bit32).float(t.values) : typed.tag(7, WireType.Varint).int32(t.values)
  }

const attributeMessage =
  (a: Attribute): Message =>
  (w) => {
    if ('type' in a) return w.tag(6, WireType.Varint).int32(dataTypes[a.type])
    if ('int' in a) return w.tag(3, WireType.Varint).int64(a.int)
    if ('bool' in a) return w.tag(5, WireType.Varint).bool(a.bool)
    if ('text' in a) return w.tag(2, WireType.LengthDelimited).string(a.text)
    if ('shape' in a) return nested(w, 7, shapeMessage(a.shape))
    if ('tensor' in a) return nested(w, 8, tensorMessage(a.tensor))
    if ('texts' in a) return nested(w, 1, (list) => a.texts.reduce((to, s) => to.tag(2, WireType.LengthDelimited).string(s), list))
    if ('types' in a) return nested(w, 1, (list) => a.types.reduce((to, t) => to.tag(6, WireType.Varint).int32(dataTypes[t]), list))
    return nested(w, 1, (list) => a.ints.reduce((to, i) => to.tag(3, WireType.Varint).int64(i), list))
  }

const nodeMessage =
  (n: NodeDef): Message =>
  (w) => {
    const named = w.tag(1, WireType.LengthDelimited).string(n.name).tag(2, WireType.LengthDelimited).string(n.op)
    const wired = n.inputs.reduce((to, input) => to.tag(3, WireType.LengthDelimited).string(input), named)
    return entries(wired, 5, n.attrs, attributeMessage)
  }

const portMessage =
  (p: Port): Message =>
  (w) =>
    nested(
      w.tag(1, WireType.LengthDelimited).string(`${p.node}:0`).tag(2, WireType.Varint).int32(dataTypes[p.type]),
      3,
      shapeMessage(p.shape),
    )

const signatureMessage =
  (s: Signature): Message =>
  (w) =>
    entries(entries(w, 1, s.inputs, portMessage), 2, s.outputs, portMessage)
      .tag(3, WireType.LengthDelimited)
      .string('tensorflow/serving/predict')

/** The version of the graph format that the ops here need; TensorFlow takes any older one. */
const producer = 1087

/** The tag under which the graph is found again. */
export const tag = 'serve'

/** The bytes of `saved_model.pb`: one graph and its signatures. */
export const savedModel = (nodes: readonly NodeDef[], signatures: { readonly [name: string]: Signature }): Uint8Array => {
  const graph: Message = (w) =>
    nested(
      nodes.reduce((to, n) => nested(to, 1, nodeMessage(n)), w),
      4,
      (versions) => versions.tag(1, WireType.Varint).int32(producer),
    )
  const meta: Message = (w) =>
    entries(
      nested(
        nested(w, 1, (info) => info.tag(4, WireType.LengthDelimited).string(tag)),
        2,
        graph,
      ),
      5,
      signatures,
      signatureMessage,
    )
  return nested(new BinaryWriter().tag(1, WireType.Varint).int64(1), 2, meta).finish()
}
