import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Picture } from './picture.ts'

/** A picture by its name, read as the second argument says unless it is at hand. */
export type Recent = (name: string, read: TE.TaskEither<Issue, Picture>) => TE.TaskEither<Issue, Picture>

interface Kept {
  readonly reading: Promise<E.Either<Issue, Picture>>
  /** 0 until it has been read. */
  readonly bytes: number
}

/**
 * Keeps the pictures that were asked for last, of at most `bytes` in sum, so that tiles of one image decode it once; the very last one is kept
 * whatever its size. Whoever asks for a picture that is being read waits for that. What could not be read is tried again.
 */
export const recent = (bytes: number): Recent => {
  // In the order of their last use.
  const kept = new Map<string, Kept>()
  const put = (name: string, entry: Kept): void => {
    kept.delete(name)
    kept.set(name, entry)
  }
  const forgetOldest = (): void => {
    let total = [...kept.values()].reduce((sum, k) => sum + k.bytes, 0)
    for (const [name, { bytes: own }] of [...kept].slice(0, -1)) {
      if (total <= bytes) return
      if (own === 0) continue
      kept.delete(name)
      total -= own
    }
  }
  return (name, read) => async () => {
    const known = kept.get(name)
    if (known !== undefined) {
      put(name, known)
      return known.reading
    }
    const reading = read()
    put(name, { reading, bytes: 0 })
    const result = await reading
    if (E.isLeft(result)) kept.delete(name)
    else {
      put(name, { reading, bytes: result.right.data.byteLength })
      forgetOldest()
    }
    return result
  }
}
