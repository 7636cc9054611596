import { stat } from 'node:fs/promises'

/** Is there a folder of this path, or a link to one? */
export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
