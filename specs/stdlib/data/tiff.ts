/** Kinds of numbers as TIFF counts them. */
export const UNSIGNED = 1
export const SIGNED = 2
export const FLOAT = 3

/** An uncompressed little-endian TIFF of one strip (TIFF 6.0), with channels side by side: what sharp cannot write. */
export const tiff = (o: {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly bits: number
  readonly kind: number
  readonly data: Uint8Array
}): Uint8Array => {
  const tags: readonly (readonly [tag: number, type: 3 | 4, values: readonly number[]])[] = [
    [256, 4, [o.width]],
    [257, 4, [o.height]],
    [258, 3, Array.from({ length: o.channels }, () => o.bits)],
    [259, 3, [1]],
    [262, 3, [o.channels >= 3 ? 2 : 1]],
    [273, 4, [0]],
    [277, 3, [o.channels]],
    [278, 4, [o.height]],
    [279, 4, [o.data.length]],
    ...(o.channels > 3 ? [[338, 3, Array.from({ length: o.channels - 3 }, () => 0)] as const] : []),
    [339, 3, Array.from({ length: o.channels }, () => o.kind)],
  ]
  const start = 8 + 2 + tags.length * 12 + 4
  const spilled = tags.filter(([, , values]) => values.length > 2).map(([, , values]) => values.length * 2)
  const end = start + spilled.reduce((a, b) => a + b, 0)
  const file = new Uint8Array(end + o.data.length)
  const view = new DataView(file.buffer)
  file.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, tags.length, 0])
  let spill = start
  tags.forEach(([tag, type, values], i) => {
    const at = 10 + i * 12
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, values.length, true)
    if (tag === 273) view.setUint32(at + 8, end, true)
    else if (type === 4) view.setUint32(at + 8, values[0] ?? 0, true)
    else {
      const to = values.length > 2 ? spill : at + 8
      values.forEach((v, j) => view.setUint16(to + 2 * j, v, true))
      if (values.length > 2) {
        view.setUint32(at + 8, spill, true)
        spill += values.length * 2
      }
    }
  })
  file.set(o.data, end)
  return file
}
