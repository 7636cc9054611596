import type { Kernel } from '../wasm/machine.ts'
import type { Entropy, Part } from './entropy.ts'
import { type Frame, unitsOf, ZIGZAG } from './frame.ts'
import { CODE } from './huffman.ts'
import { BLOCK, READER } from './units.ts'

const INTEGER = 4
const TABLES = INTEGER * (2 * CODE + 64)

/** Bytes of a block's coefficients. */
export const COEFFICIENTS = 128

/** Places of coefficients, then the reader, then of each component its last constant, then its tables, then the blocks of a unit. */
const placed = (components: number) => {
  const reader = 64
  const before = reader + READER.size
  const tables = before + 3 * INTEGER
  return { zigzag: 0, reader, before, tables, list: tables + components * TABLES }
}

/** Bytes that `scanning` needs beside the data. */
export const scanBytes = ({ components }: Frame): number => {
  const blocks = components.reduce((sum, { across, down }) => sum + across * down, 0)
  return placed(components.length).list + blocks * BLOCK.size
}

/** Where a scan is read in memory: what `scanBytes` says, its data, and of each component the coefficients of a line of units. */
export interface Places {
  readonly state: number
  readonly data: number
  readonly coefficients: readonly number[]
}

/** The blocks of a unit, in the order of the scan, as `BLOCK` has them. */
const blocksOf = (frame: Frame, at: Places): readonly (readonly number[])[] => {
  const { across } = unitsOf(frame)
  const inner = placed(frame.components.length)
  return frame.components.flatMap(({ across: h, down: v }, c) => {
    const tables = at.state + inner.tables + c * TABLES
    return Array.from({ length: h * v }, (_, n) => [
      ...[at.state + inner.before + INTEGER * c, tables, tables + INTEGER * CODE, tables + 2 * INTEGER * CODE],
      ...[(at.coefficients[c] ?? 0) + COEFFICIENTS * (Math.floor(n / h) * across * h + (n % h)), COEFFICIENTS * h],
    ])
  })
}

/**
 * Reads the coefficients of a scan, a line of units each time: those of each component from its place on, block line by block line, into words that are
 * 0 before. False where the data is not what an encoder writes, or restarts where it should not, or ends too early or too late.
 */
export const scanning = (units: Kernel, memory: ArrayBuffer, { integers, parts }: Entropy, frame: Frame, at: Places): (() => boolean) => {
  const { across, down } = unitsOf(frame)
  const inner = placed(frame.components.length)
  const blocks = blocksOf(frame, at)
  const state = new Int32Array(memory, at.state, scanBytes(frame) / INTEGER)
  const field = (of: number): number => (inner.reader + of) / INTEGER
  new Uint8Array(memory).set(integers, at.data)
  new Uint8Array(memory).set(ZIGZAG, at.state + inner.zigzag)
  frame.components.forEach(({ first, others, quantisation }, c) => {
    const tables = (inner.tables + c * TABLES) / INTEGER
    state.set(first, tables)
    state.set(others, tables + CODE)
    state.set(quantisation, tables + 2 * CODE)
  })
  state.set(blocks.flat(), inner.list / INTEGER)
  /** Each part is read from its own beginning, and its constants begin at 0. */
  const begin = ({ start, end }: Part): void => {
    state.fill(0, inner.reader / INTEGER, inner.tables / INTEGER)
    state[field(READER.at)] = at.data + start
    state[field(READER.end)] = at.data + Math.ceil(end / INTEGER) * INTEGER + INTEGER
    state[field(READER.good)] = 1
  }
  const isGood = (): boolean => state[field(READER.good)] === 1
  /** All was read but less than a byte. */
  const isRead = ({ end }: Part): boolean => {
    const left = 8 * (at.data + end - (state[field(READER.at)] ?? 0)) + (state[field(READER.count)] ?? 0)
    return left >= 0 && left < 8
  }
  const total = across * down
  const interval = frame.restart === 0 ? total : frame.restart
  let done = 0
  let good = true
  return () => {
    const line = done
    while (good && done < line + across) {
      const part = parts[Math.floor(done / interval)]
      if (part === undefined) throw new Error('internal: fewer parts than restarts')
      if (done % interval === 0) begin(part)
      const to = Math.min(line + across, done + interval - (done % interval))
      units(done - line, to - line, at.state + inner.list, blocks.length, at.state + inner.reader, at.state + inner.zigzag)
      done = to
      good = isGood() && ((done % interval !== 0 && done < total) || isRead(part))
    }
    return good
  }
}
