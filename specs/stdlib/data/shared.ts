import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** A folder of real data beside the repository, which not every machine has: specs on it are skipped where it is absent. */
export const shared = (path: string): { readonly path: string; readonly absent: boolean } => {
  const there = resolve(import.meta.dirname, '../../../../shared', path)
  return { path: there, absent: !existsSync(there) }
}
