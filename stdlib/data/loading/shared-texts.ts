/** Texts in memory that threads see: one behind the other in UTF-16, so that any text comes back, and where each starts, in units of it. */
export interface SharedTexts {
  readonly units: SharedArrayBuffer
  readonly starts: SharedArrayBuffer
}

const UNIT = 2

/** Copies texts into shared memory. */
export const sharedTexts = (texts: readonly string[]): SharedTexts => {
  const starts = new Float64Array(new SharedArrayBuffer(8 * (texts.length + 1)))
  texts.forEach((text, i) => {
    starts[i + 1] = (starts[i] ?? 0) + text.length
  })
  const units = new SharedArrayBuffer(UNIT * (starts[texts.length] ?? 0))
  const bytes = Buffer.from(units)
  texts.forEach((text, i) => bytes.write(text, UNIT * (starts[i] ?? 0), 'utf16le'))
  return { units, starts: starts.buffer }
}

/**
 * The texts there, each made when it is asked for.
 *
 * @example textsIn(sharedTexts(['a', 'é'])).at(1) // => 'é'
 */
export const textsIn = (shared: SharedTexts): { readonly length: number; readonly at: (index: number) => string | undefined } => {
  const starts = new Float64Array(shared.starts)
  const bytes = Buffer.from(shared.units)
  return {
    length: starts.length - 1,
    at: (index) => {
      const [start, end] = [starts[index], starts[index + 1]]
      return start === undefined || end === undefined ? undefined : bytes.toString('utf16le', UNIT * start, UNIT * end)
    },
  }
}
