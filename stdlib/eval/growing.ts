/** A column of numbers that is written once, row after row, without its length being known. */
export interface Growing {
  readonly push: (value: number) => void
  /** What was written; later writing does not change it. */
  readonly column: () => Float64Array
}

/** An empty column. @example growing().column() // => Float64Array.of() */
export const growing = (): Growing => {
  let column = new Float64Array(1024)
  let count = 0
  return {
    push: (value) => {
      if (count === column.length) {
        const larger = new Float64Array(2 * count)
        larger.set(column)
        column = larger
      }
      column[count++] = value
    },
    column: () => column.slice(0, count),
  }
}
