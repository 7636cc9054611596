/** One array of a batch, by the name of the input that it is fed to. */
export interface Part {
  readonly name: string
  readonly dtype: 'float32' | 'int32'
  readonly length: number
}

/** The arrays of a batch, one behind the other in one buffer: both types have elements of four bytes. */
export type Layout = readonly Part[]

/** The arrays themselves, views of one buffer. */
export type Views = Readonly<Record<string, Float32Array | Int32Array>>

const ELEMENT = 4

/** Bytes of a buffer that holds a batch. */
export const bytesOf = (layout: Layout): number => ELEMENT * layout.reduce((n, { length }) => n + length, 0)

/**
 * A buffer seen as the arrays of a batch. Two threads that view the same shared buffer see the same numbers, without a copy.
 *
 * @example viewsOf([{ name: 'images', dtype: 'float32', length: 12 }])(new SharedArrayBuffer(48))['images']
 */
export const viewsOf =
  (layout: Layout) =>
  (buffer: ArrayBufferLike): Views => {
    const views: Record<string, Float32Array | Int32Array> = {}
    let at = 0
    for (const { name, dtype, length } of layout) {
      views[name] = dtype === 'float32' ? new Float32Array(buffer, at, length) : new Int32Array(buffer, at, length)
      at += ELEMENT * length
    }
    return views
  }
