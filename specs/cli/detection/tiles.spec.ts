import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TilePlan } from '../../../cli/detection/tile-plan.ts'
import { type FoundByTiles, foundByTiles } from '../../../cli/detection/tiles.ts'
import type { DetectorSession } from '../../../cli/training/detector.ts'
import { issue } from '../../../dsl/core/issue.ts'
import type { Box, Extent } from '../../../stdlib/boxes/box.ts'
import type { Detection } from '../../../stdlib/boxes/detections.ts'
import { intersection } from '../../../stdlib/boxes/iou.ts'
import type { Picture } from '../../../stdlib/data/picture.ts'
import type { Item } from '../../../stdlib/data/source.ts'
import { type Looked, merged, merging } from '../../../stdlib/data/tiles/merging.ts'
import { checked, right, windowsOf } from '../../stdlib/data/tiles/arbitrary.ts'
import { tiny } from '../training/tiny.ts'

const tile = 32
const e = tiny({ input: { ...tiny().input, size: tile, resize: 'keep-ratio' } })
const plan: TilePlan = { tiling: checked(tile, 12, { fill: [0, 0, 0] }), merging }

/** A black picture with boxes, each of a red of its own. */
const painted = (size: Extent, boxes: readonly Box[]): Picture => {
  const data = new Uint8Array(size.width * size.height * 3)
  boxes.forEach(([x1, y1, x2, y2], i) => {
    for (let y = y1; y < y2; y++) for (let x = x1; x < x2; x++) data[3 * (y * size.width + x)] = i + 1
  })
  return { ...size, data }
}

/** The box of everything of one red, surely of class 0. */
const inPicture = ({ width, data }: Picture): readonly Detection[] => {
  const boxes = new Map<number, Box>()
  data.forEach((red, i) => {
    if (i % 3 !== 0 || red === 0) return
    const [x, y] = [(i / 3) % width, Math.floor(i / 3 / width)]
    const [x1, y1, x2, y2] = boxes.get(red) ?? [x, y, x, y]
    boxes.set(red, [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x + 1), Math.max(y2, y + 1)])
  })
  return [...boxes].map(([red, box]) => ({ box, score: 1 - red / 1000, label: 0 }))
}

const detector = (batch = 3) => {
  const batches: number[] = []
  const session: DetectorSession = {
    batch,
    detect: (items: readonly Item[]) => {
      batches.push(items.length)
      return TE.right(items.map(({ picture }) => inPicture(picture)))
    },
    close: () => undefined,
  }
  return { batches, session }
}

async function* given<A>(all: readonly A[], asked: (index: number) => void = () => undefined): AsyncGenerator<A, void, undefined> {
  for (const [i, one] of all.entries()) {
    await Promise.resolve()
    asked(i)
    yield one
  }
}

const look = async (pictures: readonly Picture[], by: DetectorSession, o = plan) => {
  const got: FoundByTiles<{ readonly picture: Picture }>[] = []
  for await (const next of foundByTiles(e, by, o, given(pictures.map((picture) => ({ picture }))))) got.push(right(next))
  return got
}

const size = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 70 }) })
/** Objects of at most 12 pixels, apart from each other by more than one. */
const scene = size.chain((of) =>
  fc
    .array(
      fc
        .tuple(
          fc.nat({ max: of.width - 1 }),
          fc.nat({ max: of.height - 1 }),
          fc.integer({ min: 1, max: 12 }),
          fc.integer({ min: 1, max: 12 }),
        )
        .map(([x, y, w, h]): Box => [x, y, Math.min(of.width, x + w), Math.min(of.height, y + h)]),
      { maxLength: 12 },
    )
    .map((all) => ({
      of,
      boxes: all.reduce<readonly Box[]>(
        (kept, [x1, y1, x2, y2]) =>
          kept.some((k) => intersection(k, [x1 - 2, y1 - 2, x2 + 2, y2 + 2]) > 0) ? kept : [...kept, [x1, y1, x2, y2]],
        [],
      ),
    })),
)

describe('looking at pictures by tiles', () => {
  it('finds each object no larger than the overlap once, whole and in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(scene, { maxLength: 3 }), fc.constantFrom('nms' as const, 'fusion' as const), async (scenes, by) => {
        const pictures = scenes.map(({ of, boxes }) => painted(of, boxes))
        const found = await look(pictures, detector().session, { ...plan, merging: { ...merging, by } })
        expect(found.map(({ of }) => of.picture)).toEqual(pictures)
        scenes.forEach(({ boxes }, i) => {
          const places = (all: readonly Box[]): readonly string[] => all.map((b) => b.map((v) => v.toFixed(6)).join(' ')).sort()
          expect(places(found[i]?.found.map(({ box }) => box) ?? [])).toEqual(places(boxes))
        })
      }),
      { numRuns: 60 },
    )
  })

  it('fills every batch but the last, over the borders of pictures, and has one or two pictures at a time', async () => {
    const pictures = Array.from({ length: 5 }, () => painted({ width: 60, height: 32 }, []))
    const { batches, session } = detector(4)
    const log: string[] = []
    const sources = given(
      pictures.map((picture) => ({ picture })),
      (i) => log.push(`read ${i}`),
    )
    for await (const next of foundByTiles(e, session, plan, sources)) log.push(E.isRight(next) ? 'found' : 'lost')
    // Three tiles each, fifteen in all.
    expect(batches).toEqual([4, 4, 4, 3])
    expect(log).toEqual(['read 0', 'read 1', 'found', 'read 2', 'found', 'read 3', 'found', 'found', 'read 4', 'found'])
  })

  it('finds in one tile what is found in the whole picture', async () => {
    const picture = painted({ width: tile, height: tile }, [[3, 4, 9, 8], [20, 1, 21, 30]]) // prettier-ignore
    const [{ found } = { found: [] }] = await look([picture], detector().session)
    expect(found).toEqual(inPicture(picture))
  })

  it('scales back what a smaller network finds in a larger tile', async () => {
    const small = tiny({ input: { ...tiny().input, size: 16, resize: 'fixed' } })
    const half: DetectorSession = {
      ...detector().session,
      detect: (items) => TE.right(items.map(() => [{ box: [4, 6, 8, 10], score: 0.5, label: 1 }])),
    }
    const picture = painted({ width: 52, height: 32 }, [])
    const got: (readonly Detection[])[] = []
    for await (const next of foundByTiles(small, half, plan, given([{ picture }]))) got.push(right(next).found)
    expect(got).toEqual([[[8, 12, 16, 20], [28, 12, 36, 20]].map((box) => ({ box, score: 0.5, label: 1 }))]) // prettier-ignore
  })

  it('keeps nothing that is found beside the picture', async () => {
    const beside: DetectorSession = { ...detector().session, detect: (items) => TE.right(items.map(() => [{ box: [0, 0, 32, 32], score: 1, label: 0 }, { box: [20, 20, 32, 32], score: 0.5, label: 0 }])) } // prettier-ignore
    const [{ found } = { found: [] }] = await look([painted({ width: 10, height: 12 }, [])], beside)
    expect(found).toEqual([{ box: [0, 0, 10, 12], score: 1, label: 0 }])
  })

  it('tells how far it is with the picture in work', async () => {
    const told: string[] = []
    const tiles = foundByTiles(e, detector(2).session, plan, given([{ picture: painted({ width: 72, height: 32 }, []) }]), (done, of) =>
      told.push(`${done}/${of}`),
    )
    for await (const next of tiles) told.push(E.isRight(next) ? 'found' : 'lost')
    expect(told).toEqual(['2/3', '3/3', 'found'])
  })

  it('ends with an issue where the detector fails, or a picture has too many tiles', async () => {
    const fails: DetectorSession = { ...detector().session, detect: () => TE.left(issue('target', 'is full', 'wait')) }
    const last = async (by: DetectorSession, o: TilePlan) => {
      const got = []
      for await (const next of foundByTiles(e, by, o, given([{ picture: painted({ width: 400, height: 400 }, []) }]))) got.push(next)
      return got
    }
    expect(await last(fails, plan)).toMatchObject([E.left({ code: 'target' })])
    expect(await last(detector().session, { ...plan, tiling: checked(32, 31) })).toMatchObject([E.left({ code: 'tiles: too many' })])
  })
})

it('what `merged` is given are the tiles in pixels of the picture', async () => {
  const picture = painted({ width: 60, height: 40 }, [[14, 18, 34, 38]]) // prettier-ignore
  const looked: readonly Looked[] = windowsOf(plan.tiling, picture).map((window) => ({
    window,
    found: [
      {
        box: [Math.max(14, window[0]), Math.max(18, window[1]), Math.min(34, window[2]), Math.min(38, window[3])] as const,
        score: 0.999,
        label: 0,
      },
    ].filter(({ box }) => box[0] < box[2] && box[1] < box[3]),
  }))
  const o = { ...plan, merging: { ...merging, cut: 'kept' as const } }
  expect((await look([picture], detector().session, o))[0]?.found).toEqual(merged(o.merging)(picture, looked))
})
