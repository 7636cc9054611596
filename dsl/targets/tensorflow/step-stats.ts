import { BinaryReader } from '@bufbuild/protobuf/wire'

// Of tensorflow/core/protobuf/config.proto `RunMetadata`, and of tensorflow/core/framework/step_stats.proto `StepStats`, `DeviceStepStats` and
// `NodeExecStats`, the fields that say when a node ran.

/** When a node of the graph was executed, in nanoseconds. */
export interface NodeStats {
  readonly device: string
  readonly node: string
  /** The kernel that ran, where TensorFlow says so: its own for a layout may take the place of the op's. */
  readonly kernel: string | null
  /** By the machine's clock, so that runs can be compared. */
  readonly start: number
  readonly duration: number
}

/** Reads a message field by field; what `field` does not read, it answers with false, and it is passed over. */
const fields = (r: BinaryReader, length: number, field: (number: number) => boolean): void => {
  const end = r.pos + length
  while (r.pos < end) {
    const [number, wire] = r.tag()
    if (!field(number)) r.skip(wire, number)
  }
}

const nested = <A>(r: BinaryReader, read: (r: BinaryReader, length: number) => A): A => read(r, r.uint32())

/** @example kernelOf('neck/Conv2D = _MklNativeConv2D(x, w)') // => '_MklNativeConv2D' */
export const kernelOf = (label: string): string | null => / = ([^(\s]+)\(/.exec(label)?.[1] ?? null

const nodeStats =
  (device: string) =>
  (r: BinaryReader, length: number): NodeStats => {
    const [text, times] = [new Map<number, string>(), new Map<number, number>()]
    fields(r, length, (number) => {
      // node_name and timeline_label; all_start_, op_start_rel_, op_end_rel_ and all_end_rel_, in microseconds (2 to 5) and nanoseconds (13 to 16).
      if (number === 1 || number === 8) text.set(number, r.string())
      else if ((number >= 2 && number <= 5) || (number >= 13 && number <= 16)) times.set(number, Number(r.int64()))
      else return false
      return true
    })
    const at = (nanos: number, micros: number): number => times.get(nanos) ?? 1000 * (times.get(micros) ?? 0)
    const begun = at(14, 3)
    return {
      device,
      node: text.get(1) ?? '',
      kernel: kernelOf(text.get(8) ?? ''),
      start: at(13, 2) + begun,
      duration: Math.max(0, at(15, 4) - begun),
    }
  }

const deviceStats = (r: BinaryReader, length: number): readonly NodeStats[] => {
  let device = ''
  const nodes: ((device: string) => NodeStats)[] = []
  fields(r, length, (number) => {
    if (number === 1) device = r.string()
    else if (number === 2) {
      const stats = nested(r, nodeStats(''))
      nodes.push((name) => ({ ...stats, device: name }))
    } else return false
    return true
  })
  return nodes.map((of) => of(device))
}

/** What a `RunMetadata` says of each node that was executed, in no order. */
export const nodeStatsOf = (bytes: Uint8Array): readonly NodeStats[] => {
  const r = new BinaryReader(bytes)
  const found: NodeStats[] = []
  fields(r, bytes.length, (number) => {
    if (number !== 1) return false
    nested(r, (_, length) => {
      fields(r, length, (inner) => {
        if (inner !== 1) return false
        found.push(...nested(r, deviceStats))
        return true
      })
    })
    return true
  })
  return found
}
