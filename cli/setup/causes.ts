/** Why a program failed, where what it printed says so. */
export interface Cause {
  readonly code: string
  readonly message: string
  readonly hint: string
}

const known: readonly (readonly [said: RegExp, cause: Cause])[] = [
  [
    /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/i,
    {
      code: 'setup: disk',
      message: 'the disk is full',
      hint: 'free some space, or name another folder: FOVEA_CACHE=/large/disk npm run setup:tensorflow',
    },
  ],
  [
    /DO NOT MATCH THE HASHES/,
    {
      code: 'setup: hash',
      message: 'a download has the hash that fovea pins, but pip gets another: it was not used',
      hint: 'run the set-up again; if it persists, what serves the packages changes them',
    },
  ],
  [
    /Killed signal terminated program|virtual memory exhausted|out of memory/i,
    {
      code: 'setup: memory',
      message: 'memory ran out',
      hint: 'close other programs and run the set-up again: the compiler takes about 1 GiB',
    },
  ],
]

/**
 * The cause that a program's own words name, or undefined.
 *
 * @example causeOf('OSError: [Errno 28] No space left on device')?.code // => 'setup: disk'
 */
export const causeOf = (printed: string): Cause | undefined => known.find(([said]) => said.test(printed))?.[1]
