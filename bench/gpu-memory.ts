import { spawnSync } from 'node:child_process'

const query = (what: string): readonly string[] => {
  const { status, stdout } = spawnSync('nvidia-smi', [`--query-gpu=${what}`, '--format=csv,noheader,nounits'], { encoding: 'utf8' })
  return status === 0
    ? stdout
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : []
}

/** Bytes in use of what nvidia-smi prints, a line of MiB a GPU; not a number where it prints nothing. @example bytesOf(['512', '0']) // => 536870912 */
export const bytesOf = (lines: readonly string[]): number =>
  lines.length === 0 ? NaN : lines.reduce((sum, line) => sum + Number(line) * 2 ** 20, 0)

/** Bytes in use on all GPUs. */
export const gpuBytes = (): number => bytesOf(query('memory.used'))

/** The GPUs and their driver, in words. */
export const gpuNames = (): readonly string[] => query('name,driver_version')
