import { closeSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { isMainThread } from 'node:worker_threads'

/** A file that is open for reading. */
export interface Opened {
  /** How many bytes were read into `bytes` at `to`, at most `most`, from `offset` of the file on. */
  readonly read: (bytes: Uint8Array, to: number, most: number, offset: number) => number | Promise<number>
  readonly close: () => void | Promise<void>
}

/** What is asked of the file system for each picture. Each may throw, or reject. */
export interface System {
  readonly stat: (path: string) => Stats | Promise<Stats>
  /** With links resolved. */
  readonly realpath: (path: string) => string | Promise<string>
  readonly open: (path: string) => Opened | Promise<Opened>
}

/** The thread goes on with other things meanwhile. */
export const asynchronous: System = {
  stat,
  realpath,
  open: async (path) => {
    const file = await open(path, 'r')
    return { read: async (bytes, to, most, offset) => (await file.read(bytes, to, most, offset)).bytesRead, close: () => file.close() }
  },
}

/** The thread waits: a small file is read in a tenth of the time. */
export const synchronous: System = {
  stat: (path) => statSync(path),
  realpath: (path) => realpathSync.native(path),
  open: (path) => {
    const file = openSync(path, 'r')
    return {
      read: (bytes, to, most, offset) => readSync(file, bytes, to, most, offset),
      close: () => {
        closeSync(file)
      },
    }
  },
}

/** A worker thread has nothing else to do. */
export const system: System = isMainThread ? asynchronous : synchronous
