import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const missing = async (path: string): Promise<readonly string[]> =>
  (await exists(path)) || dirname(path) === path ? [] : [...(await missing(dirname(path))), path]

/**
 * Makes a folder and those above it that are missing. Node's own recursive mkdir never ends below a folder that takes no others, such as
 * /proc. Rejects as `mkdir` does, also where the path is a file.
 */
export const makeFolder = async (path: string): Promise<void> => {
  for (const folder of await missing(resolve(path)))
    await mkdir(folder).catch(async (e: unknown) => {
      // Another process may have been faster.
      if (!(await exists(folder))) throw e
    })
  if (!(await stat(path)).isDirectory()) await mkdir(path)
}
