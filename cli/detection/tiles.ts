import * as E from 'fp-ts/lib/Either.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { type Box, type Extent, area, clip } from '../../stdlib/boxes/box.ts'
import type { Detection } from '../../stdlib/boxes/detections.ts'
import { crop } from '../../stdlib/data/crop.ts'
import type { Picture } from '../../stdlib/data/picture.ts'
import { nothing } from '../../stdlib/data/samples.ts'
import type { Item } from '../../stdlib/data/source.ts'
import { type Looked, merged } from '../../stdlib/data/tiles/merging.ts'
import { windows } from '../../stdlib/data/tiles/tiling.ts'
import type { DetectorSession } from '../training/detector.ts'
import { toInput } from '../training/input.ts'
import { toOriginal } from '../training/results.ts'
import type { TilePlan } from './tile-plan.ts'

/** A picture that is looked at, tile by tile. */
interface Open<A> {
  readonly of: A
  readonly looked: Looked[]
  readonly tiles: number
}

interface Tile<A> {
  readonly open: Open<A>
  readonly window: Box
}

/** A picture and what was found in all of its tiles, in its pixels, best first. */
export interface FoundByTiles<A> {
  readonly of: A
  readonly found: readonly Detection[]
}

/** What a tile shows, as the network takes it; its number is nobody's. */
const itemOf = (e: Experiment, { tiling }: TilePlan, picture: Picture, window: Box): Item => {
  const part = crop(window, tiling.fill ?? undefined)(picture)
  return { ...toInput(e)({ picture: part, truth: nothing, ignored: nothing }), id: 0, width: part.width, height: part.height }
}

/** From pixels of the network's input to those of the whole picture, cut at its border. */
const onPicture = (item: Item, [x, y]: Box, image: Extent, found: readonly Detection[]): readonly Detection[] => {
  const [fx, fy] = toOriginal(item)
  return found
    .map(({ box: [x1, y1, x2, y2], ...rest }) => ({ ...rest, box: clip(image)([x1 * fx + x, y1 * fy + y, x2 * fx + x, y2 * fy + y]) }))
    .filter(({ box }) => area(box) > 0)
}

/**
 * Looks at pictures by tiles, as many at a time as the detector takes, those of the next picture beside the last ones of this, and merges what is
 * found in each. A picture is asked for when its first tile is wanted, and let go of after its last, in the order of `pictures`.
 *
 * @param tell is told after each batch how many tiles of the picture that is in work are done, and of how many
 * @returns an Issue where the detector fails, or a picture has too many tiles; it is the last then
 */
export async function* foundByTiles<A extends { readonly picture: Picture }>(
  e: Experiment,
  detector: DetectorSession,
  plan: TilePlan,
  pictures: AsyncIterable<A>,
  tell: (done: number, of: number) => void = () => undefined,
): AsyncGenerator<E.Either<Issue, FoundByTiles<A>>, void, undefined> {
  const open: Open<A>[] = []
  const waiting: Tile<A>[] = []
  const look = async (): Promise<E.Either<Issue, undefined>> => {
    const batch = waiting.splice(0, detector.batch)
    const items = batch.map(({ open: { of }, window }) => itemOf(e, plan, of.picture, window))
    const result = await detector.detect(items)()
    // Signals and progress come in only between turns of the event loop.
    await new Promise(setImmediate)
    if (E.isLeft(result)) return result
    batch.forEach(({ open: { of, looked }, window }, i) => {
      const item = items[i]
      if (item !== undefined) looked.push({ window, found: onPicture(item, window, of.picture, result.right[i] ?? []) })
    })
    const [first] = open
    if (first !== undefined) tell(first.looked.length, first.tiles)
    return E.right(undefined)
  }
  const finished = (): readonly FoundByTiles<A>[] => {
    const until = open.findIndex(({ looked, tiles }) => looked.length < tiles)
    return open
      .splice(0, until < 0 ? open.length : until)
      .map(({ of, looked }) => ({ of, found: merged(plan.merging)(of.picture, looked) }))
  }
  for await (const of of pictures) {
    const all = windows(plan.tiling)(of.picture)
    if (E.isLeft(all)) {
      yield all
      return
    }
    const one: Open<A> = { of, looked: [], tiles: all.right.length }
    open.push(one)
    for (const window of all.right) {
      waiting.push({ open: one, window })
      if (waiting.length < detector.batch) continue
      const result = await look()
      if (E.isLeft(result)) {
        yield result
        return
      }
      for (const done of finished()) yield E.right(done)
    }
  }
  const result = waiting.length === 0 ? E.right(undefined) : await look()
  if (E.isLeft(result)) yield result
  else for (const done of finished()) yield E.right(done)
}
