import { type Box, height, width } from './box.ts'

/** A growing set of numbered boxes that is asked for those near another one. */
export interface Neighbours {
  readonly add: (id: number, box: Box) => void
  /**
   * Whether `is` holds for one of the ids near a box. Asked of all that were added with a box of an IoU above the threshold with it, until it
   * holds; of some others too, and of some more than once.
   */
  readonly some: (box: Box, is: (id: number) => boolean) => boolean
}

interface Grid {
  /** Side of a cell. */
  readonly side: number
  readonly cells: Map<number, number[]>
  readonly all: number[]
}

/** So few boxes are faster looked through than looked up. */
const few = 8

/** A cell's side is two to the power of its level. */
const lowest = -2

const levelOf = (box: Box): number => {
  const level = Math.ceil(Math.log2(Math.max(width(box), height(box))))
  return level > lowest ? level : lowest // also where the side is 0
}

/** A box that is added again where it was last is there already. */
const put = (ids: number[], id: number): void => {
  if (ids[ids.length - 1] !== id) ids.push(id)
}

/** A small number for each cell; cells that share one only give more to look at. */
const key = (column: number, row: number): number => (Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b)) >>> 2

/**
 * Boxes by size and place: a box lies in a grid whose cells are at least as long as its longer side, so in at most four of them. Two boxes with
 * longer sides s ≤ S have an IoU of at most s / S, so that a positive threshold needs the grids of similar sizes alone; with 0 it is all of them.
 *
 * The set changes as boxes are added, so it is made where it is used and never shared.
 */
export const neighbours = (threshold: number): Neighbours => {
  const grids = new Map<number, Grid>()
  const reach = threshold > 0 ? Math.ceil(-Math.log2(Math.min(1, threshold))) + 1 : Infinity
  const gridAt = (level: number): Grid => {
    const grid = grids.get(level) ?? { side: 2 ** level, cells: new Map<number, number[]>(), all: [] }
    grids.set(level, grid)
    return grid
  }
  return {
    add: (id, box) => {
      const { side, cells, all } = gridAt(levelOf(box))
      put(all, id)
      const [first, top, last, bottom] = box.map((v) => Math.floor(v / side))
      for (let row = top ?? 0; row <= (bottom ?? 0); row++)
        for (let column = first ?? 0; column <= (last ?? 0); column++) {
          const at = key(column, row)
          const cell = cells.get(at)
          if (cell === undefined) cells.set(at, [id])
          else put(cell, id)
        }
    },
    some: ([x1, y1, x2, y2], is) => {
      const level = levelOf([x1, y1, x2, y2])
      for (const [of, { side, cells, all }] of grids) {
        if (Math.abs(of - level) > reach) continue
        const [first, top, last, bottom] = [Math.floor(x1 / side), Math.floor(y1 / side), Math.floor(x2 / side), Math.floor(y2 / side)]
        if (all.length <= few || (last - first + 1) * (bottom - top + 1) > all.length) {
          if (all.some(is)) return true
        } else
          for (let row = top; row <= bottom; row++)
            for (let column = first; column <= last; column++) if (cells.get(key(column, row))?.some(is) === true) return true
      }
      return false
    },
  }
}
