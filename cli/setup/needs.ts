import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { LibraryKind } from '../../dsl/targets/tensorflow/library.ts'
import { byteSize } from '../monitor/format.ts'
import { neededBytes, oldestDriver, oldestGlibc, wheelsOf } from './pins.ts'

/** What a set-up finds of this machine. */
export interface Machine {
  readonly platform: string
  readonly arch: string
  /** As the C library says it; undefined where it is another one, such as musl. */
  readonly glibc: string | undefined
  readonly freeBytes: number
  /** The major version of the NVIDIA driver, where one is and says it. */
  readonly driver: number | 'none' | 'unknown'
  /** Does this command run and end well? */
  readonly runs: (command: string, args: readonly string[]) => boolean
}

const older = (version: string, [major, minor]: readonly [number, number]): boolean => {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a < major || (a === major && b < minor)
}

const elsewhere = 'the target tfjs:wasm works here and needs no set-up'

const platform = ({ platform, arch }: Machine, kind: LibraryKind): readonly Issue[] => {
  if (platform !== 'linux') return [issue('setup: system', `this set-up is for Linux, but this is ${platform}`, elsewhere)]
  return wheelsOf(kind, arch).length > 0
    ? []
    : [
        issue(
          'setup: processor',
          `TensorFlow for ${kind} is built for ${kind === 'cuda' ? 'x64' : 'x64 and arm64'}, but this is ${arch}`,
          elsewhere,
        ),
      ]
}

const libc = ({ platform, glibc }: Machine): readonly Issue[] => {
  const oldest = oldestGlibc.join('.')
  if (platform !== 'linux' || (glibc !== undefined && !older(glibc, oldestGlibc))) return []
  return [
    issue(
      'setup: glibc',
      `glibc ${oldest} or newer is needed, but this is ${glibc === undefined ? 'another C library' : `glibc ${glibc}`}`,
      elsewhere,
    ),
  ]
}

/** The major version that /proc/driver/nvidia/version tells. @example driverVersion('NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.54.03  Tue') // => 535 */
export const driverVersion = (text: string): number | 'unknown' => {
  const found = /Kernel Module(?: for \S+)?\s+(\d+)[.]/.exec(text)
  return found === null ? 'unknown' : Number(found[1])
}

const driver = ({ driver: found }: Machine, kind: LibraryKind): readonly Issue[] => {
  const cpu = 'without --cuda, it is set up for the processor'
  if (kind === 'cpu' || found === 'unknown' || (found !== 'none' && found >= oldestDriver)) return []
  return found === 'none'
    ? [issue('setup: driver', 'CUDA needs an NVIDIA GPU and its driver, but there is no driver here', `install the driver; ${cpu}`)]
    : [issue('setup: driver', `CUDA 12 needs driver ${oldestDriver} or newer, but this is ${found}`, `update the driver; ${cpu}`)]
}

const disk = ({ freeBytes }: Machine, kind: LibraryKind): readonly Issue[] =>
  freeBytes >= neededBytes[kind]
    ? []
    : [
        issue(
          'setup: disk',
          `${byteSize(neededBytes[kind])} of disk are needed, but ${byteSize(freeBytes)} are free`,
          'free some space, or name another folder: FOVEA_CACHE=/large/disk npm run setup:tensorflow',
        ),
      ]

const tools: readonly (readonly [command: string, args: readonly string[], what: string, mend: string])[] = [
  ['python3', ['--version'], 'Python 3, to unpack a wheel', 'apt-get install python3 python3-pip'],
  ['python3', ['-m', 'pip', '--version'], 'pip, to download a wheel', 'apt-get install python3-pip, or python3 -m ensurepip'],
  ['g++', ['--version'], 'g++, to build the addon', 'apt-get install g++'],
]

/** All that is missing for a set-up, each with what mends it. */
export const missing = (machine: Machine, kind: LibraryKind): readonly Issue[] => {
  const place = [...platform(machine, kind), ...libc(machine), ...driver(machine, kind)]
  if (place.length > 0) return place
  return [
    ...disk(machine, kind),
    ...tools
      .filter(([command, args], i) => !machine.runs(command, args) && !(i === 1 && !machine.runs('python3', ['--version'])))
      .map(([command, , what, mend]) => issue('setup: tool', `${what} is needed, but \`${command}\` does not run`, mend)),
  ]
}
