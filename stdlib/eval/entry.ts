/** The entry `i` of an array that has it. */
export const entry = (array: ArrayLike<number>, i: number): number => {
  const value = array[i]
  if (value === undefined) throw new Error(`internal: no entry ${i} in an array of ${array.length}`)
  return value
}
