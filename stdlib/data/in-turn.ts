/**
 * Maps a list in the order it has, with at most `most` at work at a time; results are in that order too.
 *
 * @example const [twice] = await inTurn(2)([1, 2, 3], async (n) => 2 * n)
 */
export const inTurn =
  (most: number) =>
  async <A, B>(values: readonly A[], f: (value: A, at: number) => Promise<B>): Promise<readonly B[]> => {
    const results = new Map<number, B>()
    const rest = values.entries()
    const worker = async (): Promise<void> => {
      for (const [at, value] of rest) results.set(at, await f(value, at))
    }
    await Promise.all(Array.from({ length: Math.min(most, values.length) }, worker))
    return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result)
  }
