import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readFile, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue, under } from '../../dsl/core/issue.ts'
import { type Safetensors, decode, encode } from './safetensors.ts'

const reason = (e: unknown): string => (e instanceof Error ? e.message : String(e))

/** Reads a safetensors file. Every issue's path begins with the file's. */
export const readCheckpoint = (path: string): TE.TaskEither<Issue, Safetensors> =>
  pipe(
    TE.tryCatch(
      () => readFile(path),
      (e) => issue('checkpoint read', reason(e), 'check the path and its permissions'),
    ),
    TE.chainEitherK(decode),
    TE.mapLeft(under(path)),
  )

/** Closes also when writing failed; the first error wins. */
const writeAndSync = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The rename itself survives a power cut only when its folder is synced; not every file system can, and the file is whole either way. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  await handle.sync().catch(() => undefined)
  await handle.close()
}

const replace = async (path: string, bytes: Uint8Array): Promise<void> => {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  const file = await open(temporary, 'wx')
  try {
    await writeAndSync(file, bytes)
    await rename(temporary, path)
  } catch (e) {
    await unlink(temporary).catch(() => undefined)
    throw e
  }
  await syncFolder(folder).catch(() => undefined)
}

/**
 * Puts bytes at a path, atomically: a reader sees the old file or the new one, never a part. They go to a temporary file in the same
 * folder, which is synced and renamed. When anything fails (a full disk, a missing folder) the old file is as it was and the temporary
 * one is removed.
 */
export const writeAtomically = (path: string, bytes: Uint8Array): TE.TaskEither<Issue, void> =>
  TE.tryCatch(
    () => replace(path, bytes),
    (e) =>
      issue(
        'checkpoint write',
        `${bytes.length} bytes could not be written: ${reason(e)}`,
        'free some space, or check the folder and its permissions; the file that was there before is intact',
        {
          path: [path],
        },
      ),
  )

/** Writes a safetensors file atomically; see `writeAtomically`. */
export const writeCheckpoint = (path: string, content: Safetensors): TE.TaskEither<Issue, void> =>
  pipe(
    TE.fromEither(encode(content)),
    TE.mapLeft(under(path)),
    TE.chain((bytes) => writeAtomically(path, bytes)),
  )
